"""What a mail or note is made of on the screen: head, receivers, text and files.

The one rule: it shows a draft and gives one back; when it is kept or sent is not decided here.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Self, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from crmtui.errors import CrmtuiError
from crmtui.screens.base import DeskScreen
from crmtui.screens.composer_parts import FileLine, Heading
from crmtui.screens.composer_people import People
from crmtui.widgets.lines import Tone

if TYPE_CHECKING:
    from crmtui.desk.drafts import DraftFile, DraftText
    from crmtui.widgets.mail_area import MailArea


class Letter(Vertical):
    """Head, receivers, text and files of a reply, forward or note."""

    DEFAULT_CSS = """
    Letter {
        height: 50vh; min-height: 8;
        & People { display: none; }
        &.-people People { display: block; }
        & FileLine { display: none; }
        &.-files FileLine { display: block; }
    }
    """

    def __init__(self, ticket_id: int, kind: str) -> None:
        super().__init__(id="writer")
        self.ticket_id, self.kind = ticket_id, kind
        self._mailbox, self._usual = "", ""
        self._quoted: int | None = None
        self._quotes = 0
        self._seen: int | None = None
        self._files: tuple[DraftFile, ...] = ()
        self._templates: tuple[int, ...] = ()
        self._blank = ""
        self._version = 0

    def focus(self, scroll_visible: bool = True) -> Self:
        """Put the cursor into the text."""
        self.area.focus(scroll_visible)
        return self

    def compose(self) -> ComposeResult:
        """Head, receivers, text, files."""
        # Late: the text area brings a document model that a reader of tickets does not need.
        from crmtui.widgets.mail_area import MailArea

        yield Heading(self.kind)
        if self.is_mail:
            yield People()
        yield MailArea(id="words")
        yield FileLine()

    @property
    def is_mail(self) -> bool:
        """Whether it leaves: a reply or a forward, not a note."""
        return self.kind != "note"

    @property
    def quote(self) -> int:
        """The mail that stands below, 0 for none."""
        return self._quotes if self._quoted is None else self._quoted

    def _show_way(self) -> None:
        """Show from which mailbox it leaves where that was chosen, and what stands below."""
        way = f"from {self._mailbox}" if self._mailbox and self._mailbox != self._usual else ""
        # Where they have written nothing there is nothing to choose.
        choice = "with their mail below" if self.quote else "without their mail"
        below = choice if self.kind == "reply" and (self._quotes or self.quote) else ""
        self.query_one(Heading).show(way=", ".join(part for part in (way, below) if part))

    @property
    def desk(self) -> DeskScreen:
        """The screen we stand on."""
        return cast(DeskScreen, self.screen)

    @property
    def area(self) -> "MailArea":
        """Where one types."""
        return cast("MailArea", self.query_one("#words"))

    @property
    def people(self) -> People:
        """Whom it goes to."""
        return self.query_one(People)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.area.text

    def _do(self, work: Callable[[], Awaitable[None]], *, hold: bool = False) -> None:
        """Do something that waits; with `hold`, keys that are typed meanwhile wait for it."""

        async def told() -> None:
            try:
                await work()
            except CrmtuiError as error:
                self.desk.say_error(error)
            except Exception as error:  # noqa: BLE001 - the worker's outermost edge: it would vanish without a word
                self.desk.desk.report(error)

        # On the screen: what sends a mail outlives the composer that it takes away.
        # A function, not its coroutine: one that never starts must not be complained about at the end.
        run: Any = self.desk.desk.holding(told) if hold else told
        self.desk.run_worker(run, group="composer", exit_on_error=False)

    def on_mail_area_too_long(self, message: "MailArea.TooLong") -> None:
        """Say why a pasted text is not there, and what to do with it."""
        message.stop()
        self.desk.say(
            f"Not pasted: one line of it has {message.letters} letters. Send it as a file instead", Tone.ALERT
        )

    # -- as a draft ---------------------------------------------------------------------------------------------

    def _tail(self, text: str) -> str:
        return self._blank if self._blank and text.endswith(self._blank) else ""

    def _put(self, draft: "DraftText") -> None:
        self.area.load_text(draft.text)
        self._files, self._templates = draft.files, draft.template_ids
        self._mailbox, self._quoted = draft.mailbox, draft.quoted
        self._seen, self._version = draft.seen, draft.version
        self._show_files()
        if self.is_mail:
            self.people.put(draft)

    def _draft(self) -> "DraftText":
        from crmtui.desk.drafts import DraftText  # late: brings Peewee

        to, cc, bcc, subject = self.people.typed() if self.is_mail else ("",) * 4
        written = self.text.strip("\n") != self._blank.strip("\n")
        # Only the signature: nothing was written.
        return DraftText(
            self.text if written or self._files else "", to, cc, bcc, subject, self._files, self._templates,
            mailbox=self._mailbox, quoted=self._quoted, seen=self._seen,
        )  # fmt: skip

    def _show_files(self) -> None:
        self.query_one(FileLine).show([(one.filename, one.size) for one in self._files])
        self.set_class(bool(self._files), "-files")
