"""What a server of ours found out about a mail's sender: SPF, DKIM and DMARC in Authentication-Results (RFC 8601).

The one rule: only the newest header of a server that the settings name is believed; anybody can write the others.
Microsoft's servers put no name in front (learn.microsoft.com, "Authentication-Results message header fields"): for
`MICROSOFT` a header without one is theirs when it is the newest of all.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

MICROSOFT = "protection.outlook.com"
"""The name by which the settings mean servers that write none."""
_HEADERS = 10
_CHARS = 8_000
_TOKEN = re.compile(r'(?P<space>\s+)|"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<plain>[^\s;"()]++)|(?P<mark>.)', re.DOTALL)
_IN_COMMENT = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PAIR = re.compile(r"([a-z0-9.-]{1,40})(?:/\d{1,3})?=(.{0,320})", re.IGNORECASE | re.DOTALL)


class AuthState(StrEnum):
    """Whether the sender's domain stands by the mail."""

    PASS = "pass"  # noqa: S105 - a result, no password
    FAIL = "fail"
    NONE = "none"
    """Nobody whom we trust looked, or what was found says nothing of the domain in From."""


@dataclass(frozen=True, slots=True)
class AuthVerdict:
    """What is known of the sender's domain.

    Attributes:
        state: the sum of it.
        spf, dkim, dmarc: results as the server wrote them ("pass", "softfail", ...), "" when it wrote none.
        domain: the domain that stands by the mail, "" unless the state is PASS.
        words: one line for people, "" when nobody whom we trust looked.
        another: the domain that was looked at in place of the sender's, when that is why the state is FAIL.
    """

    state: AuthState
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    domain: str = ""
    words: str = ""
    another: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    properties: dict[str, str]


def verdict(headers: Sequence[str], trusted: Collection[str], sender: str) -> AuthVerdict:
    """Judge a mail by the newest Authentication-Results header of a trusted server.

    Args:
        headers: the values of the headers, the newest first (`ParsedMail.auth_headers`).
        trusted: authserv-ids that are ours or our provider's, any case.
        sender: the address in From.
    """
    ours = {one.casefold() for one in trusted}
    domain = sender.rpartition("@")[2].casefold()
    for number, value in enumerate(headers[:_HEADERS]):
        server, results = _read(value[:_CHARS])
        # Who writes that name has it from here: the servers that are meant write none.
        believed = server in ours - {MICROSOFT} if server else number == 0 and MICROSOFT in ours
        if believed:
            return _judge(results, domain)
    return AuthVerdict(AuthState.NONE)


def _read(value: str) -> tuple[str, list[_Result]]:
    """The server's name, "" where results stand in its place, and its results; comments and quotes undone."""
    pieces = _pieces(value)
    server = pieces[0][0].lstrip('"').casefold() if pieces[0] else ""
    named = _PAIR.fullmatch(server) is None
    results: list[_Result] = []
    for words in pieces[named:]:
        pairs = [(pair[1].casefold(), pair[2]) for word in words if (pair := _PAIR.fullmatch(word))]
        if pairs:
            results.append(_Result(pairs[0][0], pairs[0][1].casefold(), dict(pairs[1:])))
    return server if named else "", results


def _pieces(value: str) -> list[list[str]]:
    """The words between semicolons, without comments.

    Senders choose what stands in addresses and comments, so it is read as the grammar has it: what touches is one
    word ("a@shop.example"@evil.example is of evil.example), and what is quoted is a value, never a name: alone, it
    keeps its opening quote.
    """
    pieces: list[list[str]] = [[]]
    apart, at = True, 0
    while found := _TOKEN.match(value, at):
        at, words, mark = found.end(), pieces[-1], found["mark"]
        if mark == '"':
            # It is never closed: nobody can tell what the rest says.
            break
        if found["space"]:
            apart = not (words and words[-1].endswith("="))
        elif mark:
            apart = True
            if mark == "(":
                at = _after_comment(value, at)
            elif mark == ";":
                pieces.append([])
        else:
            quoted = found["quoted"]
            text = found["plain"] if quoted is None else _ESCAPED.sub(r"\1", quoted)
            if apart:
                words.append(text if quoted is None else f'"{text}')
            else:
                words[-1] += text
            apart = False
    return pieces


def _after_comment(value: str, at: int) -> int:
    depth = 1
    for found in _IN_COMMENT.finditer(value, at):
        depth += (found[0] == "(") - (found[0] == ")")
        if not depth:
            return found.end()
    return len(value)


def _judge(results: list[_Result], domain: str) -> AuthVerdict:
    found = {method: [one for one in results if one.method == method] for method in ("spf", "dkim", "dmarc")}
    best = {method: _best(some) for method, some in found.items()}
    signed = [one for one in found["dkim"] if one.result == "pass" and is_aligned(_signer(one), domain)]
    sent = [one for one in found["spf"] if one.result == "pass" and is_aligned(_envelope(one), domain)]
    dmarc = [one for one in found["dmarc"] if _judged_from(one) in ("", domain)]
    other = next((one for one in map(_judged_from, found["dmarc"]) if _is_another(one, domain)), "")
    if any(one.result == "fail" for one in dmarc):
        state, other = AuthState.FAIL, ""
    elif any(one.result == "pass" for one in dmarc) or signed or sent:
        state, other = AuthState.PASS, ""
    else:
        # A second address in From: one for the server that looks, one for people.
        state = AuthState.FAIL if other or best["spf"] == "fail" else AuthState.NONE
    words = ", ".join(f"{method} {result}" for method, result in best.items() if result)
    words += f" for {other[:80]}, not for {domain[:80]}" if other else ""
    return AuthVerdict(
        state, best["spf"], best["dkim"], best["dmarc"], domain if state is AuthState.PASS else "",
        words or "no results", other,
    )  # fmt: skip


def _best(some: list[_Result]) -> str:
    """One result for several signatures: one that passes is enough."""
    results = [one.result[:20] for one in some]
    return "pass" if "pass" in results else results[0] if results else ""


def _judged_from(one: _Result) -> str:
    return one.properties.get("header.from", "").rpartition("@")[2].casefold()


def _is_another(one: str, domain: str) -> bool:
    """Whether a server looked at the address of somebody else; of spellings with other letters nothing is said."""
    return bool(one and domain) and one.isascii() and domain.isascii() and not is_aligned(one, domain)


def _signer(one: _Result) -> str:
    return one.properties.get("header.d") or one.properties.get("header.i", "").rpartition("@")[2]


def _envelope(one: _Result) -> str:
    return (one.properties.get("smtp.mailfrom") or one.properties.get("smtp.mail", "")).rpartition("@")[2].strip("<>")


def is_aligned(one: str, other: str) -> bool:
    """Whether two domains are the same or one lies within the other, as relaxed alignment has it."""
    one, other = one.casefold().strip("."), other.casefold().strip(".")
    if not one or not other:
        return False
    shorter = min(one, other, key=len)
    return one == other or ("." in shorter and (one.endswith("." + other) or other.endswith("." + one)))
