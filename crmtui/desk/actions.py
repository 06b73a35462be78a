"""What people do to tickets, as entries of the action table."""

from crmtui.actions import Action, Kind, Param, Place, Records

_BOTH = (Place.LIST, Place.TICKET)
_DO = "crmtui.desk.tickets:"

ACTIONS: tuple[Action, ...] = (
    Action(
        "ticket.reply", "Reply", "Write to the customer; a template fills in the order and the name.",
        (Place.TICKET, Place.LIST), ("r",), Records.TICKET,
        (
            Param("text", Kind.TEXT, "the text", required=False),
            Param("template", Kind.TEMPLATE, "a template", required=False),
        ),
        "crmtui.desk.replies:reply", "reply", "reply",
    ),
    Action(
        "ticket.forward", "Forward", "Pass a mail on to somebody else, with its files; the ticket stays as it is.",
        (Place.TICKET,), ("f",), Records.TICKET,
        (
            Param("to", Kind.TEXT, "an address"), Param("text", Kind.TEXT, "the text", required=False),
            Param("message", Kind.TEXT, "the mail", required=False),
        ),
        "crmtui.desk.forwarding:forward", "forward",
    ),
    Action(
        "ticket.note", "Note", "Write an internal note; the customer never sees it.",
        (Place.TICKET, Place.LIST), ("n",), Records.TICKET, (Param("text", Kind.TEXT, "the text"),),
        f"{_DO}note", "note", "note",
    ),
    Action(
        "ticket.resolve", "Resolve", "Done: the ticket leaves the open views; a new mail opens it again.",
        _BOTH, ("e",), Records.TICKET, (), f"{_DO}resolve", "resolve", "resolve", aliases=("close",),
    ),
    Action(
        "ticket.reopen", "Reopen", "Back to open.", _BOTH, ("E",), Records.TICKET, (), f"{_DO}reopen", "reopen",
    ),
    Action(
        "ticket.assign", "Assign", "Give the ticket to an agent, to me or to nobody.", _BOTH, ("a",), Records.TICKET,
        (Param("agent", Kind.AGENT, "an agent"),), f"{_DO}assign", "assign", "assign",
    ),
    Action(
        "ticket.tag", "Tag", "Put tags on the ticket.", _BOTH, ("t",), Records.TICKET,
        (Param("tags", Kind.TAGS, "tags"), Param("remove", Kind.TAGS, "tags to take off", required=False)),
        f"{_DO}tag", "tag", "tag",
    ),
    Action(
        "ticket.untag", "Untag", "Take tags off the ticket.", (), (), Records.TICKET,
        (Param("tags", Kind.TAGS, "tags"),), f"{_DO}untag", "untag",
    ),
    Action(
        "ticket.status", "Set status", "Open, pending, resolved, spam or trash.", _BOTH, ("s",), Records.TICKET,
        (Param("status", Kind.STATUS, "a status"),), f"{_DO}set_status", "status",
    ),
    Action(
        "ticket.priority", "Set priority", "Low, normal, high or urgent.", _BOTH, ("p",), Records.TICKET,
        (Param("priority", Kind.PRIORITY, "a priority"),), f"{_DO}set_priority", "priority",
    ),
    Action(
        "ticket.snooze", "Snooze", "Out of sight until a time: 2h, 3d, tomorrow, mon 9:00.", _BOTH, ("b",),
        Records.TICKET, (Param("until", Kind.TIME, "a time"),), f"{_DO}snooze", "snooze",
    ),
    Action(
        "ticket.spam", "Mark as spam", "Junk: out of every view but Spam.", _BOTH, ("!",), Records.TICKET, (),
        f"{_DO}spam", "spam",
    ),
    Action(
        "ticket.trash", "Move to trash", "Out of every view; still there under its number.", _BOTH, ("#",),
        Records.TICKET, (), f"{_DO}trash", "trash",
    ),
    Action(
        "ticket.subject", "Change subject", "Give the ticket another subject.", (), (), Records.TICKET,
        (Param("subject", Kind.TEXT, "a subject"),), f"{_DO}rename", "subject",
    ),
    Action(
        "ticket.merge", "Merge tickets", "Make one of several about the same thing; answers to any of them reach it.",
        _BOTH, ("M",), Records.TICKET, (Param("into", Kind.OTHER_TICKET, "the ticket that stays"),),
        "crmtui.desk.merge_tickets:merge", "merge",
    ),
    Action(
        "ticket.split", "Split", "Make a ticket of this message and all that follow it.", (Place.TICKET,), ("X",),
        Records.MESSAGE, (Param("subject", Kind.TEXT, "a subject", required=False),),
        "crmtui.desk.split_tickets:split", "split",
    ),
    Action(
        "message.move", "Move message", "Take this message to the ticket where it belongs.", (Place.TICKET,), ("W",),
        Records.MESSAGE, (Param("into", Kind.OTHER_TICKET, "a ticket"),), "crmtui.desk.split_tickets:move", "move",
    ),
    Action(
        "ticket.customer", "Set customer", "Say whose ticket it is, when a mail does not prove it.", (), (),
        Records.TICKET, (Param("customer", Kind.CUSTOMER, "a customer's number or address"),), f"{_DO}give", "customer",
    ),
    Action(
        "ticket.new", "New ticket", "Begin a conversation with a customer.",
        (Place.LIST, Place.TICKET, Place.CUSTOMER), ("c",), Records.NONE,
        (Param("customer", Kind.CUSTOMER, "a customer"), Param("subject", Kind.TEXT, "a subject")), f"{_DO}new", "new",
    ),
    Action(
        "mail.take", "Make tickets of mail that was set aside", "As if a person had written it.", (), (), Records.NONE,
        (), "crmtui.sync.rescue:take",
    ),
)  # fmt: skip
