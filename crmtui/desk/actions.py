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
        "ticket.new", "New ticket", "Begin a conversation with a customer.", (Place.LIST, Place.CUSTOMER), ("c",),
        Records.NONE, (Param("customer", Kind.CUSTOMER, "a customer"), Param("subject", Kind.TEXT, "a subject")),
        f"{_DO}new", "new",
    ),
)  # fmt: skip
