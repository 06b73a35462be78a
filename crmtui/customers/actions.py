"""What people do to customers, as entries of the action table."""

from crmtui.actions import Action, Kind, Param, Place, Records

_BOTH = (Place.CONTACTS, Place.CUSTOMER)
_DO = "crmtui.customers.edit:"

ACTIONS: tuple[Action, ...] = (
    Action(
        "customer.edit", "Edit customer", "Change name, company, phone, country, language, time zone or main address.",
        _BOTH, ("e",), Records.CUSTOMER,
        tuple(
            Param(name, Kind.TEXT, label, required=False)
            for name, label in (
                ("name", "their name"), ("company", "their company"), ("phone", "their number"),
                ("email", "their main address"), ("country", "their country"), ("locale", "their language, like de-CH"),
                ("timezone", "their time zone, like Europe/Oslo"),
            )
        ),
        f"{_DO}edit", "customer-edit", "edit",
    ),
    Action(
        "customer.note", "Note on customer", "What everyone should know about them; an empty note clears it.",
        _BOTH, ("n",), Records.CUSTOMER, (Param("text", Kind.TEXT, "the note", required=False),),
        f"{_DO}set_note", "customer-note", "note",
    ),
    Action(
        "customer.tag", "Tag customer", "Put tags on them; -word takes one off.", _BOTH, ("t",), Records.CUSTOMER,
        (Param("tags", Kind.TAGS, "tags"), Param("remove", Kind.TAGS, "tags to take off", required=False)),
        f"{_DO}tag", "customer-tag", "tag",
    ),
    Action(
        "customer.untag", "Untag customer", "Take tags off them.", (), (), Records.CUSTOMER,
        (Param("tags", Kind.TAGS, "tags"),), f"{_DO}untag", "customer-untag",
    ),
    Action(
        "customer.address", "Add address", "Another address or number of theirs; mail and orders with it are theirs.",
        _BOTH, ("a",), Records.CUSTOMER, (Param("value", Kind.TEXT, "an address or number"),),
        f"{_DO}add_address", "customer-address",
    ),
    Action(
        "customer.drop_address", "Remove address", "Take an address or number off them; old mail and orders stay.",
        (), (), Records.CUSTOMER, (Param("value", Kind.TEXT, "an address or number"),),
        f"{_DO}drop_address", "customer-drop-address",
    ),
    Action(
        "customer.merge", "Merge customers", "Make one of two records of the same person; undo brings both back.",
        _BOTH, ("m",), Records.CUSTOMER, (Param("into", Kind.CUSTOMER, "the customer that stays"),),
        "crmtui.customers.merging:merge", "customer-merge", "merge",
    ),
    Action(
        "customer.new", "New customer", "Somebody who has not written yet.", (Place.CONTACTS,), ("c",), Records.NONE,
        (Param("name", Kind.TEXT, "their name or address"), Param("email", Kind.TEXT, "their address", required=False)),
        f"{_DO}new", "customer-new",
    ),
)  # fmt: skip
