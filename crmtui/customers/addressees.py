"""Whom somebody may mean who types part of a name, an address or a company.

The one rule: read-only and light, on the raw reader; texts are as they came: clean them at the door to the screen.
"""

from dataclasses import dataclass

import cysqlite

from crmtui.db import addressee_sql

OFFERED = 8
SHORTEST = 2
"""Letters below which nobody is meant: nearly everybody's name holds each one."""
_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Addressee:
    """An address of the book; `bounced`: mail to it came back."""

    name: str
    email: str
    company: str
    bounced: bool


def find(connection: cysqlite.Connection, typed: str, limit: int = OFFERED) -> list[Addressee]:
    """Addresses that fit, those first that begin as typed, then whoever was in touch last."""
    words = typed.casefold().split()
    if len("".join(words)) < SHORTEST:
        return []
    found = addressee_sql.candidates(connection, " ".join(words), _CANDIDATES)
    ranked: list[tuple[tuple[int, int, int], Addressee]] = []
    for _, name, company, contact, email, first, bounced in addressee_sql.addresses_of(connection, found):
        fit = _fit(words, name.casefold(), email.casefold())
        if not first and fit < _fit(words, "", email.casefold()):
            # Found by the name: their first address goes before.
            fit = max(fit, _BY_COMPANY - 1)
        if fit < _BY_COMPANY or first:
            ranked.append(((fit, int(bounced), -contact), Addressee(name, email, company, bool(bounced))))
    return [one for _, one in sorted(ranked, key=lambda each: each[0])[:limit]]


_BY_COMPANY = 3


def _fit(words: list[str], name: str, email: str) -> int:
    """How well an address fits: 0 it begins so, 1 a word of the name does, 2 the words are in it, 3 found otherwise."""
    whole = " ".join(words)
    if name.startswith(whole) or email.startswith(whole):
        return 0
    if all(any(part.startswith(word) for part in name.split()) for word in words):
        return 1
    return 2 if all(word in email for word in words) else _BY_COMPANY
