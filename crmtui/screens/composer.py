"""The composer: a reply, a forward or a note being written on a ticket.

The one rule: only a mail that is in the outbox takes its draft with it; whatever stops a send leaves the text as it is.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingsMap
from textual.message import Message

from crmtui.actions import Place, key_label
from crmtui.screens.composer_actions import UNFIT
from crmtui.screens.composer_draft import DraftKeeper
from crmtui.screens.composer_parts import CountDown
from crmtui.text import plural
from crmtui.widgets.bars import KeyBar, KeyHint
from crmtui.widgets.lines import Tone

if TYPE_CHECKING:
    from crmtui.desk.replies import ReplyDraft
    from crmtui.settings import Settings


class Composer(DraftKeeper):
    """Writes a reply (`kind="reply"`), passes a mail on ("forward") or keeps an internal note ("note").

    It posts `Sent` or `Closed` to its screen, and calls the screen's `composer_closed` when it has one, else it
    takes itself away.
    """

    @dataclass
    class Sent(Message):
        """The reply is in the outbox, or the note on the ticket; the composer is gone."""

        ticket_id: int
        kind: str

    @dataclass
    class Closed(Message):
        """The composer was closed; the draft is kept unless it was empty or thrown away."""

        ticket_id: int
        kept: bool

    def on_mount(self) -> None:
        """Bind the keys, and bring the draft back."""
        actions = [action for action in self.desk.table.at(Place.COMPOSER) if Place.COMPOSER in action.places]
        bindings = [
            Binding(",".join(one.keys), f"compose('{one.id.partition('.')[2]}')", one.title, show=False, id=one.id)
            for one in actions
            if one.keys
        ]
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(bindings)])
        fit = [one for one in actions if one.hint and one.keys and one.id.partition(".")[2] not in self._unfit]
        hints = [KeyHint(key_label(one.keys[0]), one.hint, one.id) for one in fit]
        # In a text only a key that is no letter opens the help.
        ours = self.desk.table["app.help"]
        hints[:0] = [KeyHint(key_label(key), ours.hint, ours.id) for key in ours.keys if key_label(key)[1:]][:1]
        self.desk.query_one("#keys", KeyBar).show(hints)
        self.area.focus()
        self._do(self._begin, hold=True)

    # -- carrying out --------------------------------------------------------------------------------------------

    def action_compose(self, verb: str) -> None:
        """Carry out a verb of the composer, or say why it means nothing here."""
        if why := self._unfit.get(verb):
            self.desk.say(why)
        else:
            self._do(getattr(self, f"_do_{verb}"), hold=True)

    @property
    def _unfit(self) -> dict[str, str]:
        return UNFIT.get(self.kind, {})

    # -- verbs ---------------------------------------------------------------------------------------------------

    async def _do_send(self, resolve: bool = False, at: str = "") -> None:
        if self._done or not self._ready:
            return
        if await self._stopped_by_gap() or not await self._settled() or await self._held_back():
            return
        self._done = True
        try:
            outcome = await (self._send_mail(resolve, at) if self.is_mail else self._keep_note(resolve))
        except BaseException:
            self._done = False
            raise
        if outcome is None:
            self._done = False
            await self._save()
            return
        desk = self.desk
        await self._go(self.Sent(self.ticket_id, self.kind))
        if "sending" in outcome:
            CountDown(desk, self.ticket_id, desk.settings.ui.undo_window)

    async def _stopped_by_gap(self) -> bool:
        """Whether something is left to fill in; the cursor goes there."""
        if not self.is_mail:
            return False
        from crmtui.desk.liquid import unresolved

        gaps = unresolved(self.text)
        if gaps:
            first = gaps[0]
            self.area.focus()
            self.area.select_span(first.start, first.end)
            why = f": {first.why}" if first.why else ""
            left = f" ({len(gaps)} to fill in)" if len(gaps) > 1 else ""
            self.desk.say(f"Not sent: {first.path} is still to be filled in{why}{left}", Tone.ALERT)
        return bool(gaps)

    async def _settled(self) -> bool:
        """Keep the draft; whether no other window has one, or it was said which counts."""
        await self._save()
        if not self._taken or self.desk.me is None:
            return True
        from crmtui.screens.composer_concerns import choose_draft

        chosen, theirs = await choose_draft(self.desk, self.ticket_id, self.kind)
        if not chosen:
            return False
        self._taken = False
        self._version = theirs.version if theirs is not None else 0
        if chosen == "theirs" and theirs is not None:
            self._put(theirs)
            self._kept = replace(theirs, updated_at=0, version=0)
            return False
        await self._save()
        return True

    async def _held_back(self) -> bool:
        """Whether something is to be seen before it leaves, and it stays here for that."""
        if not self.is_mail:
            return False
        from crmtui.screens.composer_concerns import concerned

        draft = self._draft()
        people = [draft.to, draft.cc, draft.bcc]
        seen = self._seen if self.kind == "reply" else None
        answer, newest = await concerned(self.desk, self.ticket_id, seen, people)
        if answer != "keep":
            # It was shown: what comes after it is new.
            self._seen = newest
        if answer == "look":
            await self.desk.refresh_records()
        return answer != "send"

    async def _send_mail(self, resolve: bool, at: str) -> str | None:
        draft = self._draft()
        # Who bounces was said before; who is faster from now on is found out with the sending.
        about: dict[str, Any] = {"message": draft.quoted or 0, "anyway": True}
        if self.kind == "reply":
            about = {"resolve": resolve, "quote": self.quote, "since": self._seen, "to_bounced": True}
        outcome = await self.desk.act(
            f"ticket.{self.kind}", [self.ticket_id], text=draft.text, to=draft.to, cc=draft.cc, bcc=draft.bcc,
            subject=draft.subject, files=draft.files, template_ids=draft.template_ids, sign=False,
            mailbox=draft.mailbox, at=at, settings=self.desk.settings, **about,
        )  # fmt: skip
        return None if outcome is None else outcome.message

    async def _keep_note(self, resolve: bool) -> str | None:
        outcome = await self.desk.act("ticket.note", [self.ticket_id], text=self.text)
        if outcome is None:
            return None
        await self._throw_away()
        if resolve:
            await self.desk.act("ticket.resolve", [self.ticket_id])
        return ""

    async def _do_resolve(self) -> None:
        await self._do_send(resolve=True)

    async def _do_later(self) -> None:
        from crmtui.screens.time_choice import choose_time

        at = await choose_time(self.desk, self.ticket_id)
        if at:
            await self._do_send(at=at)

    async def _do_quote(self) -> None:
        if not self._quotes:
            self.desk.say("There is no mail of the customer to stand below")
            return
        self._quoted = 0 if self.quote else self._quotes
        self._show_way()
        self._changed()

    async def _do_mailbox(self) -> None:
        from crmtui.screens.composer_concerns import choose_mailbox

        chosen = await choose_mailbox(self.desk, self._mailbox or self._usual)
        if chosen:
            self._mailbox = "" if chosen == self._usual else chosen
            self._show_way()
            self._changed()

    async def _do_close(self) -> None:
        if not await self._settled():
            return
        kept = self._ready and bool(self.text.strip("\n").removesuffix(self._blank.strip("\n")).strip() or self._files)
        await self._leave(kept)

    async def _leave(self, kept: bool) -> None:
        self._done = True
        desk = self.desk
        await self._go(self.Closed(self.ticket_id, kept))
        desk.say("draft kept" if kept else "")

    async def _go(self, last: Message) -> None:
        """Leave the screen, which gets its own keys back."""
        desk = self.desk
        desk.post_message(last)
        closed = getattr(desk, "composer_closed", None)
        if closed is not None:
            await closed()
        else:
            await self.remove()
        desk.query_one("#keys", KeyBar).show(desk.bind_table())

    async def _do_discard(self) -> None:
        from crmtui.widgets.prompt import Confirm

        if self.text.strip() and not await self.app.push_screen_wait(
            Confirm("Throw the draft away?", "It is gone then.")
        ):
            return
        gone, desk = await self._throw_away(), self.desk
        await self._leave(kept=not gone)
        if not gone:
            desk.say("thrown away; what another window of yours wrote is kept")

    async def _do_people(self) -> None:
        self.toggle_class("-people")
        shown = self.has_class("-people")
        (self.people.line("to") if shown else self.area).focus()

    async def _do_reply_all(self) -> None:
        everybody = await self.desk.engine.work(_everybody, self.ticket_id, self.desk.settings)
        self.people.line("to").put(everybody.to)
        self.people.line("cc").put(everybody.cc)
        self.add_class("-people")

    async def insert_template(self) -> None:
        """Choose a template as soon as the draft is there."""
        await self._filled.wait()
        await self._do_template()

    async def _do_template(self) -> None:
        from crmtui.screens.template_choice import choose_template
        from crmtui.widgets.mail_area import fit

        insertion = await choose_template(self.desk, self.ticket_id)
        if insertion is None:
            return
        before = self.area.text[: self.area.offset_of(min(self.area.selection.start, self.area.selection.end))]
        space = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
        start = self.area.put_in(space + insertion.text) + len(space)
        self._templates = (*self._templates, insertion.template_id)
        self.area.focus()
        if insertion.gaps:
            first = insertion.gaps[0]
            # What the area does not take as it is, such as a tab, stands in it otherwise.
            self.area.select_span(*(start + len(fit(insertion.text[:at])) for at in (first.start, first.end)))
            self.desk.say(f"{plural(len(insertion.gaps), 'field')} to fill in", Tone.ALERT)

    async def _do_editor(self) -> None:
        from crmtui.screens.outside_editor import edit_outside, editor_command

        await self._save()
        text = edit_outside(self.app, self.text, editor_command(self.desk.settings.ui.editor))
        if text != self.text:
            self.area.replace(text, (0, 0), self.area.document.end)
            self.area.move_cursor(self.area.document.end)

    # -- files ---------------------------------------------------------------------------------------------------

    async def _do_attach(self) -> None:
        from crmtui.screens.attaching import ask_file

        self._files = await ask_file(self.desk, self._files)
        self._show_files()
        self._changed()


def _everybody(ticket_id: int, settings: "Settings") -> "ReplyDraft":
    from crmtui.desk.replies import prepare  # late: brings Peewee

    return prepare(ticket_id, reply_all=True, settings=settings)
