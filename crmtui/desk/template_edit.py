"""Carries out what people do to templates.

The one rule: a template that would not render is never kept; the refusal names the very place.
"""

from collections.abc import Sequence
from typing import Any

from crmtui.db import records, template_sql
from crmtui.db.models import Template
from crmtui.db.orm import raw
from crmtui.desk.liquid import check
from crmtui.errors import NotFoundError, RefusedError, TemplateError, UsageError
from crmtui.journal import Recording
from crmtui.text import repair

NAME, FOLDER, SUBJECT = 120, 60, 300
"""Characters that a name, a folder and a subject may have."""


def new(
    act: Recording, _ids: Sequence[int], name: str = "", *, folder: str = "", subject: str = "", body: str = ""
) -> str:
    """Add a template.

    Raises:
        RefusedError: the folder has one of that name.
        TemplateError: body or subject would not render, with the place.
        UsageError: a name that is none, or too long.
    """
    values = _sound({"name": name, "folder": folder, "subject": subject, "body": body})
    _refuse_twin(values, 0)
    act.insert(Template, **values, created_at=act.at, updated_at=act.at)
    act.label = f"New template {_title(values)}"
    return f"{_title(values)} made"


def edit(
    act: Recording,
    ids: Sequence[int],
    *,
    name: str | None = None,
    folder: str | None = None,
    subject: str | None = None,
    body: str | None = None,
) -> str:
    """Change a template; what is None stays.

    Raises:
        NotFoundError: it is not there.
        RefusedError, TemplateError, UsageError: as `new`.
    """
    before = _one(ids)
    given = {"name": name, "folder": folder, "subject": subject, "body": body}
    values = _sound({field: before[field] if value is None else value for field, value in given.items()})
    _refuse_twin(values, ids[0])
    act.label = f"Edit template {_title(values)}"
    changed = act.update(Template, ids[:1], **values)
    return f"{_title(values)} saved" if changed else f"{_title(values)} is as it was"


def copy(act: Recording, ids: Sequence[int], *, name: str = "") -> str:
    """Add a copy beside a template, with a name that is free when none is given."""
    before = _one(ids)
    wanted = name
    number = 1
    while not wanted:
        candidate = f"{before['name'][: NAME - 10]} copy" + (f" {number}" if number > 1 else "")
        number += 1
        if not _twin(before["folder"], candidate, 0):
            wanted = candidate
    return new(act, (), wanted, folder=before["folder"], subject=before["subject"], body=before["body"])


def delete(act: Recording, ids: Sequence[int]) -> str:
    """Take templates away."""
    there = records.fetch("template", ids, ("folder", "name"))
    if not there:
        _one(ids)
    act.delete(Template, list(there))
    what = _title(next(iter(there.values()))) if len(there) == 1 else f"{len(there)} templates"
    act.label = f"Delete {what}"
    return f"{what} deleted"


def _one(ids: Sequence[int]) -> dict[str, Any]:
    if not ids:
        raise UsageError("no template is selected", "Name one, or put the cursor on it.")
    row = records.fetch("template", ids[:1]).get(ids[0])
    if row is None:
        raise NotFoundError(f"there is no template {ids[0]}", "`crmtui templates` lists all.")
    return row


def _title(values: dict[str, Any]) -> str:
    return f"{values['folder']}/{values['name']}" if values["folder"] else str(values["name"])


def _sound(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept: one-line name, folder and subject, a body that renders."""
    kept = {field: " ".join(repair(str(values[field])).split()) for field in ("name", "folder", "subject")}
    kept["body"] = repair(str(values["body"])).replace("\r\n", "\n").replace("\r", "\n")
    for field, most in (("name", NAME), ("folder", FOLDER), ("subject", SUBJECT)):
        if len(kept[field]) > most:
            raise UsageError(f"the {field} is longer than {most} characters", "Shorten it.")
    if not kept["name"]:
        raise UsageError("a template needs a name", "A few words, such as: Where is my order.")
    if "/" in kept["folder"]:
        raise UsageError("a folder's name has no /", "Folders do not lie in folders.")
    for problem in check(kept["subject"]):
        raise TemplateError(f"subject: {problem.message}", problem.hint)
    for problem in check(kept["body"]):
        raise TemplateError(problem.message, problem.hint, problem.line, problem.column)
    return kept


def _twin(folder: str, name: str, but: int) -> bool:
    wanted = (folder.casefold(), name.casefold())
    return any(
        (row[1].casefold(), row[2].casefold()) == wanted and row[0] != but for row in template_sql.templates(raw())
    )


def _refuse_twin(values: dict[str, Any], but: int) -> None:
    if _twin(values["folder"], values["name"], but):
        where = f"in {values['folder']}" if values["folder"] else "without a folder"
        raise RefusedError(f'there is a template "{values["name"]}" {where} already', "Choose another name.")
