"""Lines for addresses that know the customer book, and the question whom a new mail goes to.

The one rule: the book is asked on the search lane, so that each key overtakes the one before.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from crmtui.customers import addressees
from crmtui.customers.addressees import Addressee
from crmtui.db.search_lane import Overtaken
from crmtui.errors import CrmtuiError
from crmtui.mail.message import Address
from crmtui.mail.typed import is_whole, piece_at, read_addresses, write_address
from crmtui.text import one_line
from crmtui.widgets.address_field import AddressField
from crmtui.widgets.bars import StatusLine
from crmtui.widgets.line_edit import LineEdit
from crmtui.widgets.picker import Choice
from crmtui.widgets.prompt import Problem, Prompt

if TYPE_CHECKING:
    from crmtui.db.engine import Engine

LONGEST = 50_000
"""Characters of a line of addresses: more people than any mail server takes at once."""


def address_field(engine: "Engine", edit: LineEdit) -> AddressField:
    """A line that offers people of the book."""

    async def offers(typed: str) -> Sequence[Choice]:
        try:
            found = await engine.search(addressees.find, typed)
        except (Overtaken, CrmtuiError):
            # A book that cannot be read now keeps nobody from writing an address out.
            return ()
        return [_choice(one) for one in found]

    return AddressField(edit, offers, piece_at, is_whole)


def _choice(one: Addressee) -> Choice:
    # It goes into a line that is read again: nothing in it may look like the end of an address.
    written = write_address(Address(one_line(one.name), one_line(one.email)))
    about = [one_line(one.email) if one.name else "", one_line(one.company), "mail came back" if one.bounced else ""]
    return Choice(written, one_line(one.name) or one_line(one.email), "  ".join(part for part in about if part))


class PeoplePrompt(Prompt):
    """Asks for addresses; the result is what was typed, None when it was left with esc."""

    def __init__(self, engine: "Engine", label: str) -> None:
        super().__init__(
            label, hint="a name, a company or an address", check=_problem,
            help_line="type to find . tab takes . enter goes on . esc leaves",
        )  # fmt: skip
        self._engine = engine

    def compose(self) -> ComposeResult:
        """The line with its offers and one line of help."""
        with Vertical():
            line = LineEdit(self._text, label=self._label, hint=self._hint, longest=LONGEST)
            yield address_field(self._engine, line)
            yield StatusLine(id="prompt-help")


def _problem(typed: str) -> Problem | None:
    try:
        return None if read_addresses(typed) or not typed.strip() else Problem("nobody yet", 0)
    except CrmtuiError as error:
        return Problem(error.told, len(typed))
