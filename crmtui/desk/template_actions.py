"""What people do to templates, as entries of the action table."""

from crmtui.actions import Action, Kind, Param, Place, Records

_DO = "crmtui.desk.template_edit:"
_LIST = (Place.TEMPLATES,)
_TEXTS = (
    Param("folder", Kind.TEXT, "a folder", required=False),
    Param("subject", Kind.TEXT, "a subject for the mail", required=False),
    Param("body", Kind.TEXT, "the text, in Liquid", required=False),
)


def _verb(action_id: str, title: str, help_line: str, places: tuple[Place, ...], *keys: str, hint: str = "") -> Action:
    return Action(action_id, title, help_line, places, keys, hint=hint, undoable=False)


ACTIONS: tuple[Action, ...] = (
    Action(
        "template.new", "New template", "Write a new template.", _LIST, ("c",), Records.NONE,
        (Param("name", Kind.TEXT, "a name"), *_TEXTS), f"{_DO}new", "template new", "new",
    ),
    Action(
        "template.edit", "Edit template", "Change the text, name or folder of a template.", _LIST, ("e",),
        Records.TEMPLATE, (Param("name", Kind.TEXT, "a name", required=False), *_TEXTS), f"{_DO}edit",
        "template edit", "edit",
    ),
    Action(
        "template.copy", "Copy template", "Make a copy to change.", _LIST, ("C",), Records.TEMPLATE,
        (Param("name", Kind.TEXT, "a name for the copy", required=False),), f"{_DO}copy", "template copy", "copy",
    ),
    Action(
        "template.delete", "Delete template", "Take a template away; undo brings it back.", _LIST, ("#", "delete"),
        Records.TEMPLATE, (), f"{_DO}delete", "template delete", "delete",
    ),
    _verb("template.save", "Save", "Keep the template as it is written now.", (Place.EDITOR,), "ctrl+s", hint="save"),
    _verb("template.fields", "Fields", "Choose a field, a condition or a loop to put in.", (Place.EDITOR,),
          "ctrl+f", "f2", hint="fields"),
    _verb("template.ticket", "Other ticket", "Look at templates on another ticket.", (Place.EDITOR, Place.TEMPLATES),
          "ctrl+t", hint="ticket"),
    _verb("template.editor", "Your editor", "Write on in $EDITOR.", (Place.EDITOR,), "ctrl+g", "f4", hint="editor"),
    _verb("template.problem", "Next problem", "To the next place that is wrong, or empty on this ticket.",
          (Place.EDITOR,), "ctrl+n", "f8"),
)  # fmt: skip
