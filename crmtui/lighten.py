"""Lets Textual come without what this app never opens: Textual's own command palette, and TLS inside asyncio.

The one rule: only what the pinned Textual imports at start and never calls here is left out. Together it is a sixth
of the time to the first paint. Mail goes through smtplib and imaplib, which bring `ssl` themselves; whoever wants TLS
in asyncio one day takes this out. Imported before Textual, and without effect when Textual is already there.
"""

import sys
from types import ModuleType

_PALETTE = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")


def _without_tls() -> None:
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    # None makes an import fail as if the module were not built: asyncio is written for that.
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


def _without_palette() -> None:
    if "textual.app" in sys.modules or "textual.command" in sys.modules:
        return
    # Names to inherit from and to annotate with: `ENABLE_COMMAND_PALETTE = False` means that none is ever made.
    stub = ModuleType("textual.command")
    for name in _PALETTE:
        setattr(stub, name, type(name, (), {"is_open": staticmethod(lambda _: False)}))
    sys.modules["textual.command"] = stub


_without_tls()
_without_palette()
