"""A text on a ticket that is kept as a draft while it is written: the part of the composer that loses nothing.

The one rule: what was typed is kept soon after it was typed, on closing, and when the widget is taken away.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from crmtui.errors import CrmtuiError
from crmtui.mail.typed import count_pieces
from crmtui.screens.composer_letter import Letter
from crmtui.screens.composer_parts import Heading
from crmtui.widgets.line_edit import LineEdit
from crmtui.zones import LOCAL, clock

if TYPE_CHECKING:
    from crmtui.db.lanes import Lane
    from crmtui.desk.composing import Beginning
    from crmtui.desk.drafts import DraftText
    from crmtui.settings import Settings

_SAVE_AFTER = 0.4
"""Seconds from a change to the kept draft: what a crash may cost."""
_RETRY_AFTER = 2.0
"""Seconds until a draft that could not be kept is tried again."""


class DraftKeeper(Letter):
    """A reply, forward or note that is kept while it is written."""

    @dataclass
    class DraftSaved(Message):
        """What was typed is kept."""

        ticket_id: int
        at: int

    def __init__(
        self, ticket_id: int, kind: str = "reply", reply_all: bool = False, message: int = 0, to: str = ""
    ) -> None:
        """Make an empty one.

        Args:
            ticket_id: Where it is written.
            kind: "reply", "forward" or "note".
            reply_all: To everybody on the customer's mail.
            message: The mail to forward, 0 for the latest.
            to: Who gets it, "" for whom the ticket says; a draft that was kept knows better.
        """
        super().__init__(ticket_id, kind)
        self._message, self._to, self._reply_all = message, to, reply_all
        self._taken = False
        self._filled = asyncio.Event()
        self._one_save = asyncio.Lock()
        self._done = False
        self._saving = False
        self._kept: DraftText | None = None
        self._keep_later: Callable[[], object] | None = None
        self._lane: Lane

    @property
    def _ready(self) -> bool:
        return self._filled.is_set()

    # -- the draft -----------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        begun = await self.desk.engine.work(
            _begin, self.ticket_id, self.kind, self.desk.me, self._reply_all, self.desk.settings, self._message
        )
        draft, restored, self._blank = begun.draft, begun.restored, begun.blank
        if self._to and not restored:
            draft = replace(draft, to=self._to)
        self._usual, self._quotes = begun.mailbox, begun.quotes
        typed = self.text
        self._put(draft)
        if typed:
            # Somebody was faster than the database.
            self.area.move_cursor(self.area.document.end if restored else (0, 0))
            self.area.put_in(typed)
        elif restored:
            self.area.select_span(*2 * (len(draft.text) - len(self._tail(draft.text)),))
        self._kept = replace(draft, updated_at=0, version=0) if restored else None
        self._filled.set()
        head = self.query_one(Heading)
        copies = count_pieces(draft.cc) + count_pieces(draft.bcc)
        head.show(to=draft.to, copies=copies, note=f"draft of {clock(LOCAL, draft.updated_at)}" if restored else "")
        self._show_way()
        if self.is_mail and not draft.to:
            self.add_class("-people")
            if self.kind == "forward":
                self.people.line("to").focus()

    @on(LineEdit.Changed)
    def _people_typed(self, message: LineEdit.Changed) -> None:
        message.stop()
        self.query_one(Heading).show(to=self.people.line("to").text, copies=self.people.copies)
        self._changed()

    @on(LineEdit.Submitted)
    def _people_done(self, message: LineEdit.Submitted) -> None:
        message.stop()
        (self.people.unnamed() or self.area).focus()

    def on_text_area_changed(self, message: Message) -> None:
        """Something was typed."""
        message.stop()
        self._changed()

    def _changed(self) -> None:
        # The first change starts the clock and later ones do not: whoever never pauses is saved too.
        if self._ready and not self._done:
            self._remember()
            self._save_after(_SAVE_AFTER)

    def _save_after(self, seconds: float) -> None:
        if not self._saving:
            self._saving = True
            self.set_timer(seconds, lambda: self._do(self._save))

    def _remember(self) -> None:
        """How to keep what is written now, for when we are taken away before the clock has run."""
        engine, me = self.desk.engine, self.desk.me
        if me is not None:
            draft, place = self._draft(), (self.ticket_id, me, self.kind)
            self._lane = engine.lanes[1]

            def keep() -> None:
                engine.peewee()
                # Asked for only now, behind whatever was still being kept.
                _keep_at_last(*place, draft, None if self._taken else self._version)

            self._keep_later = keep

    async def _save(self) -> None:
        self._saving = False
        # Two at once would each take the other for another window.
        async with self._one_save:
            await self._save_this()

    async def _save_this(self) -> None:
        # Taken away while it waited for its turn: what was written is kept by then.
        if not self.is_attached or self._done or not self._ready or self.desk.me is None or self._taken:
            return
        from crmtui.desk.drafts import DraftTakenError  # late: brings Peewee

        draft, at, promise = self._draft(), int(time.time()), self._keep_later
        if draft == self._kept or (draft.empty and self._kept is None):
            self._keep_later = None
            return
        try:
            await self.desk.engine.work(self._store, self.desk.me, draft)
        except DraftTakenError as error:
            # Which of the two is right only the one who typed both can say: at sending or closing.
            self._taken = True
            if self.is_attached:
                self._remember()
                self.query_one(Heading).show(note="NOT SAVED: another window")
                self.desk.say_error(error)
            return
        except CrmtuiError:
            # Locked, or full: it is told, and tried until it works, or until we are taken away.
            self._save_after(_RETRY_AFTER)
            raise
        self._kept = draft
        if self._keep_later is promise:
            self._keep_later = None
        # Taken away meanwhile there is nothing to show it in.
        if not self._done and self.is_attached:
            self.query_one(Heading).show(note="" if draft.empty else f"draft saved {clock(LOCAL, at)}")
            self.post_message(self.DraftSaved(self.ticket_id, at))

    def _store(self, me: int, draft: "DraftText") -> None:
        """Keep a draft; on the write lane, where whatever is kept next finds its version."""
        from crmtui.desk import drafts  # late: brings Peewee

        self._version = drafts.save(self.ticket_id, me, self.kind, draft, int(time.time()), self._version)

    async def _throw_away(self) -> bool:
        """Take the draft away, but not what another window wrote; whether there is none any more."""
        # What is still being kept comes before it, and nothing after it.
        self._done = True
        try:
            return self.desk.me is None or await self.desk.engine.work(self._drop, self.desk.me)
        except BaseException:
            self._done = False
            raise

    def _drop(self, me: int) -> bool:
        """Take away what `_store` kept; on the write lane."""
        from crmtui.desk import drafts  # late: brings Peewee

        return drafts.discard(self.ticket_id, me, self.kind, self._version)

    def on_unmount(self) -> None:
        """Whoever takes the composer away does not take the text with it."""
        if self._keep_later is not None and not self._done:
            self._lane.submit(self._keep_later)


def _keep_at_last(ticket_id: int, me: int, kind: str, draft: "DraftText", base: int | None) -> None:
    """Keep what a composer held when it was taken away; beside what another window wrote, never over it."""
    from crmtui.desk import drafts  # late: brings Peewee

    if base is not None:
        try:
            drafts.save(ticket_id, me, kind, draft, int(time.time()), base)
        except drafts.DraftTakenError:
            base = None
    if base is None:
        drafts.save_beside(ticket_id, me, kind, draft, int(time.time()))


def _begin(
    ticket_id: int, kind: str, me: int | None, reply_all: bool, settings: "Settings", message: int
) -> "Beginning":
    """What it begins with; on the write lane."""
    from crmtui.desk.composing import begin  # late: brings Peewee

    return begin(ticket_id, kind, me, reply_all, settings, message)
