"""`reply` and `note`: texts from the shell.

The one rule: nothing leaves without --send; what is not sent is kept as a draft, and no draft is overwritten.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmtui.actions import Records, table
from crmtui.cli import console
from crmtui.cli.acting import perform, report
from crmtui.cli.naming import numbers, only_numbers
from crmtui.cli.session import session
from crmtui.errors import RefusedError, SourceError, UsageError
from crmtui.text import plural

if TYPE_CHECKING:
    from crmtui.desk.drafts import DraftFile, DraftText
    from crmtui.journal import Actor

MOST_TEXT = 1_000_000
"""Characters that a reply or note may have."""
_READABLE = "Check the name and its permissions."


def read_text(text: str | None, file: Path | None) -> str:
    """What to write: the option, else the file (`-`: standard input), else what is piped in; "" for nothing.

    Raises:
        UsageError: both were given, or it is too long.
        SourceError: the file cannot be read.
    """
    if text is not None and file is not None:
        raise UsageError("--text and --file are two texts", "Give one of them.")
    if text is None:
        text = _from_file(file) if file is not None and str(file) != "-" else _piped(asked=file is not None)
    if len(text) > MOST_TEXT:
        raise UsageError(f"the text has {len(text)} characters", f"At most {MOST_TEXT}.")
    return text.strip("\n")


def _from_file(file: Path) -> str:
    try:
        return file.expanduser().read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}", _READABLE) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{file} is not UTF-8 text", "Save it as UTF-8.") from error


def _piped(*, asked: bool) -> str:
    if console.is_terminal(sys.stdin):
        if not asked:
            return ""
        console.remark("Write the text; ctrl+d ends it.")
    return console.read_stdin()


def note(words: list[str], text: str | None, file: Path | None, *, as_json: bool) -> None:
    """Write an internal note on tickets."""
    ids, rest = numbers(words)
    if not ids:
        raise UsageError(f'"{words[0]}" is no ticket number', "crmtui note 1042 'Called: she takes the blue one'")
    if rest and (text is not None or file is not None):
        raise UsageError(f'"{rest[0]}" is no ticket number', "The note comes from --text or --file already.")
    said = " ".join(rest) if rest else read_text(text, file)
    report(perform(table()["ticket.note"], ids, {"text": said}), Records.TICKET, as_json=as_json)


def reply(
    tickets: list[str],
    text: str | None,
    file: Path | None,
    template: str | None,
    *,
    send: bool,
    reply_all: bool,
    cc: list[str],
    bcc: list[str],
    attach: list[Path],
    resolve: bool,
    replace: bool,
    at: str | None,
    mailbox: str | None,
    bare: bool,
    anyway: bool,
    as_json: bool,
) -> None:
    """Answer tickets: into the outbox with --send, else as a draft on each."""
    ids = only_numbers(tickets)
    # With a template a pipe is not waited for: loops in scripts have stdin for themselves.
    words = "" if template and text is None and file is None else read_text(text, file)
    settings: dict[str, Any] = {"reply_all": reply_all, "cc": cc or None, "bcc": bcc or None}
    with session().desk(make=False) as (_engine, actor):
        files = _stored(attach)
        if not send:
            if resolve:
                raise UsageError("--resolve needs --send", "A draft resolves nothing.")
            if at:
                raise UsageError("--at needs --send", "A draft leaves at no time.")
            settings |= {"mailbox": mailbox or "", "quoted": 0 if bare else None}
            _keep(ids, words, template, actor, files, settings, replace=replace, as_json=as_json)
            return
        if not words and not template:
            params = _drafted(ids, actor, files)
        else:
            params = {"text": words, "template": template, "files": files}
    given = {name: value for name, value in settings.items() if value}
    params |= {**given, "resolve": resolve, "settings": session().settings, "anyway": anyway, "at": at or ""}
    params |= ({"mailbox": mailbox} if mailbox else {}) | ({"quote": 0} if bare else {})
    report(perform(table()["ticket.reply"], ids, params), Records.TICKET, as_json=as_json)
    if not as_json:
        console.remark("`crmtui send` or the open app delivers it; `crmtui undo` takes it back until then.")


def _stored(attach: Sequence[Path]) -> "tuple[DraftFile, ...]":
    import mimetypes

    from crmtui.desk.drafts import add_file

    stored = []
    for path in attach:
        try:
            data = path.expanduser().read_bytes()
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror}", _READABLE) from error
        stored.append(add_file(path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", data))
    return tuple(stored)


def _drafted(ids: Sequence[int], actor: "Actor", files: "tuple[DraftFile, ...]") -> dict[str, Any]:
    """What was kept on the ticket, for sending it as it is."""
    from crmtui.desk import drafts

    kept = drafts.load(ids[0], actor.id or 0, "reply") if len(ids) == 1 else None
    if kept is None:
        raise UsageError("there is nothing to send", "Give --text, --file, --template, or keep a draft first.")
    return {
        "text": kept.text, "subject": kept.subject, "files": (*kept.files, *files), "sign": False,
        "template_ids": kept.template_ids, "mailbox": kept.mailbox, "quote": kept.quoted, "since": kept.seen,
        **{name: value for name in ("to", "cc", "bcc") if (value := getattr(kept, name))},
    }  # fmt: skip


def _keep(
    ids: Sequence[int],
    words: str,
    template: str | None,
    actor: "Actor",
    files: "tuple[DraftFile, ...]",
    settings: dict[str, Any],
    *,
    replace: bool,
    as_json: bool,
) -> None:
    from crmtui.desk import drafts
    from crmtui.journal import now

    if not words and not template:
        raise UsageError("there is nothing to keep", "Give --text, --file or --template.")
    made = {ticket_id: _draft(ticket_id, words, template, actor, files, settings) for ticket_id in ids}
    for ticket_id, (draft, _gaps) in made.items():
        before = drafts.load(ticket_id, actor.id or 0, "reply")
        if before is not None and before.text.strip() != draft.text.strip() and not replace:
            raise RefusedError(f"#{ticket_id} has a draft of yours already", "Send it with --send, or add --replace.")
    for ticket_id, (draft, _gaps) in made.items():
        drafts.save(ticket_id, actor.id or 0, "reply", draft, now())
    if as_json:
        console.emit_json([{"ticket": one, "draft": draft.text, "gaps": gaps} for one, (draft, gaps) in made.items()])
        return
    where = f"#{ids[0]}" if len(ids) == 1 else plural(len(ids), "ticket")
    console.say(f"draft kept on {where}, not sent")
    gaps = sum(count for _, count in made.values())
    if gaps:
        console.remark(f"{plural(gaps, 'field')} still to be filled in.")
    console.remark(f"`crmtui reply {ids[0]} --send` sends it; in the app it waits in the composer.")


def _draft(
    ticket_id: int,
    words: str,
    template: str | None,
    actor: "Actor",
    files: "tuple[DraftFile, ...]",
    settings: dict[str, Any],
) -> "tuple[DraftText, int]":
    """The draft on one ticket, and how many of its fields are still to be filled in."""
    from crmtui.db import reply_sql
    from crmtui.db.orm import raw
    from crmtui.desk.drafts import DraftText
    from crmtui.desk.replies import prepare

    base = prepare(ticket_id, bool(settings["reply_all"]), agent_id=actor.id, settings=session().settings)
    used: tuple[int, ...] = ()
    gaps = 0
    if template:
        from crmtui.desk import templates

        found = templates.find(template)
        rendered = templates.render_for(found, base.ticket_id, actor.id)
        words = f"{rendered.text}\n\n{words}" if words else rendered.text
        used, gaps = (found,), len(rendered.gaps)
    copies = {name: ", ".join(settings[name]) if settings[name] else getattr(base, name) for name in ("cc", "bcc")}
    return DraftText(
        words + base.text, base.to, copies["cc"], copies["bcc"], base.subject, files, used,
        mailbox=settings["mailbox"], quoted=settings["quoted"],
        seen=reply_sql.newest_message(raw(), base.ticket_id),
    ), gaps  # fmt: skip
