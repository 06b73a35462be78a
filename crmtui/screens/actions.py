"""The verbs of the screens alone: moving, opening, searching, as entries of the action table.

The one rule: ids of the areas `list`, `conversation` and `search` are the ids of the bindings in the widgets of that
name, so that the user's keymap reaches them; all others are carried out by a screen's or the app's `do_area_verb`.
"""

from crmtui.actions import Action, Param, Place, Records
from crmtui.actions import Kind as ParamKind

_ANYWHERE = (Place.ANYWHERE,)
_SEARCHED = (Place.LIST, Place.CONTACTS, Place.TEMPLATES)
_LISTS = (*_SEARCHED, Place.OUTBOX)
_TICKET = (Place.TICKET,)
_BOTH = (Place.LIST, Place.TICKET)
_SEARCH = (Place.SEARCH,)


def _verb(
    action_id: str,
    title: str,
    help_line: str,
    places: tuple[Place, ...],
    *keys: str,
    hint: str = "",
    command: str = "",
    params: tuple[Param, ...] = (),
    records: Records = Records.NONE,
) -> Action:
    return Action(action_id, title, help_line, places, keys, records, params, "", command, hint, undoable=False)


ACTIONS: tuple[Action, ...] = (
    _verb("app.help", "Help", "Every key that works here, and what it does.", _ANYWHERE, "?", "f1", hint="help",
          command="help"),
    _verb("list.open", "Open", "Open the record under the cursor.", _LISTS, "enter", "l", "right", hint="open"),
    _verb("list.down", "Down", "One row down.", _LISTS, "j", "down"),
    _verb("list.up", "Up", "One row up.", _LISTS, "k", "up"),
    _verb("list.top", "First", "To the first row.", _LISTS, "g", "home"),
    _verb("list.bottom", "Last", "To the last row.", _LISTS, "G", "end"),
    _verb("list.half_down", "Half a page down", "Half a page down.", _LISTS, "ctrl+d"),
    _verb("list.half_up", "Half a page up", "Half a page up.", _LISTS, "ctrl+u"),
    _verb("list.page_down", "Page down", "A page down.", _LISTS, "pagedown"),
    _verb("list.page_up", "Page up", "A page up.", _LISTS, "pageup"),
    _verb("list.mark", "Mark", "Mark the row, or take its mark back; actions then work on all marked.", _LISTS,
          "space", "x"),
    _verb("list.range", "Mark a range", "Begin a range; again marks all rows from there to here.", _LISTS, "v"),
    _verb("list.mark_all", "Mark all", "Mark what is on the screen; again, everything in the view; again, nothing.",
          _LISTS, "A"),
    _verb("list.unmark", "Unmark", "Take all marks back.", _LISTS, "escape"),
    _verb("conversation.down", "Down", "Scroll a line down.", _TICKET, "j", "down"),
    _verb("conversation.up", "Up", "Scroll a line up.", _TICKET, "k", "up"),
    _verb("conversation.half_down", "Half a page down", "Scroll half a page down.", _TICKET, "ctrl+d"),
    _verb("conversation.half_up", "Half a page up", "Scroll half a page up.", _TICKET, "ctrl+u"),
    _verb("conversation.page_down", "Page down", "Scroll a page down.", _TICKET, "pagedown", "space"),
    _verb("conversation.page_up", "Page up", "Scroll a page up.", _TICKET, "pageup"),
    _verb("conversation.first", "First message", "To the first message.", _TICKET, "g", "home"),
    _verb("conversation.last", "Last message", "To the last message.", _TICKET, "G", "end"),
    _verb("conversation.next", "Next message", "Step to the next message.", _TICKET, "]"),
    _verb("conversation.previous", "Previous message", "Step to the previous message.", _TICKET, "["),
    _verb("conversation.fold", "Unfold", "Show or hide the quoted lines and the signature.", _TICKET, "enter"),
    _verb("ticket.template", "Template", "Reply with a template.", _BOTH, "m", hint="template",
          records=Records.TICKET),
    _verb("ticket.reply_all", "Reply to all", "Write to everybody on the last mail.", _TICKET, "ctrl+r",
          records=Records.TICKET),
    _verb("list.filter", "Find", "Find by words and fields while typing; esc clears.", _SEARCHED, "/", hint="find"),
    _verb("search.complete", "Complete", "Put in the next word that fits; -> takes it.", _SEARCH, "tab",
          hint="completes"),
    _verb("search.complete_back", "Complete back", "Put in the word before.", _SEARCH, "shift+tab"),
    _verb("search.take", "Take the word", "Take the word that stands behind the cursor, as -> does at the end.",
          _SEARCH, "ctrl+e"),
    _verb("search.older", "Older search", "What was looked for before, if it begins with what is typed.", _SEARCH,
          "up", hint="older"),
    _verb("search.newer", "Newer search", "Back to what was typed; then the list has the keys.", _SEARCH, "down"),
    _verb("search.everywhere", "Everywhere", "Look in all tickets instead of in the view, or back; / on an empty line "
          "does it too.", _SEARCH, "ctrl+f", hint="everywhere"),
    _verb("search.save", "Save as a view", "Keep what is looked for as a view with a name.", _SEARCH, "ctrl+s",
          hint="save"),
    _verb("view.next", "Next view", "The next view of the bar above.", (Place.LIST,), "tab", "]"),
    _verb("view.previous", "Previous view", "The view before.", (Place.LIST,), "shift+tab", "["),
    _verb("ticket.next", "Next ticket", "The next ticket of the list, while reading.", _TICKET, "J", hint="next"),
    _verb("ticket.previous", "Previous ticket", "The ticket before it in the list.", _TICKET, "K"),
    _verb("ticket.sidebar", "Customer and orders", "Lay customer and orders over the ticket, or take them away.",
          _TICKET, "O", hint="orders"),
    _verb("ticket.order", "Order link", "Show the whole link to the order, and open it when you say so.", _TICKET,
          "o"),
    _verb("ticket.open", "Open attachment", "Open a file of this message, pictures in the terminal if it can.", _TICKET,
          "A"),
    _verb("ticket.save", "Save attachments", "Save the files of this message under safe names.", _TICKET, "S"),
    _verb("ticket.history", "History", "Who changed what, and why.", _TICKET, "H"),
    _verb("ticket.copy", "Copy number", "Send the ticket's number to the terminal's clipboard.", _BOTH, "y"),
    _verb("ticket.copy_address", "Copy address", "Send the customer's address to the terminal's clipboard.", _BOTH,
          "Y"),
    _verb("app.undo", "Undo", "Take back what you did last.", _ANYWHERE, "z", hint="undo"),
    _verb("app.redo", "Redo", "Do again what undo took back.", _ANYWHERE, "Z"),
    _verb("app.palette", "All actions", "Find any action by its name.", _ANYWHERE, "ctrl+p", hint="all"),
    _verb("app.command", "Command line", "Type a command: assign ana, snooze 2d.", _ANYWHERE, ":"),
    _verb("app.inbox", "Inbox", "Go to the tickets.", _ANYWHERE, "1", command="inbox"),
    _verb("app.contacts", "Contacts", "Go to the customers.", _ANYWHERE, "2", command="contacts"),
    _verb("app.templates", "Templates", "Go to the reply templates.", _ANYWHERE, "3", command="templates"),
    _verb("app.outbox", "Outbox", "Go to the mail that waits, failed or is uncertain.", _ANYWHERE, "4",
          command="outbox"),
    _verb("app.set_aside", "Mail set aside", "The mail that made no ticket, and why; make tickets of it.", _ANYWHERE,
          command="ignored"),
    _verb("app.refresh", "Refresh", "Read what is shown again.", _ANYWHERE, "R"),
    _verb("app.back", "Back", "Close what is on top; clear the filter.", _ANYWHERE, "escape", "h", "left"),
    _verb("app.leave", "Close", "Close this; in a room, leave crmtui.", _ANYWHERE, "q"),
    _verb("app.quit", "Quit", "Leave crmtui; drafts are kept.", _ANYWHERE, "ctrl+q", command="quit"),
    _verb("app.theme", "Theme", "Choose dark, light, high contrast or the terminal's colours.", _ANYWHERE,
          command="theme", params=(Param("theme", ParamKind.TEXT, "a theme"),)),
    _verb("app.copy_message", "Copy the message", "Send the status line to the terminal's clipboard.", _ANYWHERE,
          "ctrl+y"),
)  # fmt: skip
