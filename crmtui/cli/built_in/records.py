"""Commands about customers, orders and templates."""

from crmtui.cli.built_in.inputs import IDS, JSON, LIMIT, QUERY
from crmtui.cli.spec import Command, Input, Offers, Panel

_QUERIES = "crmtui.cli.queries:"

COMMANDS: tuple[Command, ...] = (
    Command(
        ("contacts",), Panel.CUSTOMERS, "List customers by name, or those that a query picks.",
        "crmtui.cli.people:list_contacts", (QUERY, LIMIT, IDS, JSON),
        ("crmtui contacts 'okaf*'", "crmtui contacts 'spent:>500 last_order:>90d' --json"),
    ),
    Command(
        ("orders",), Panel.CUSTOMERS, "List orders, the newest first, or those that a query picks.",
        f"{_QUERIES}list_orders", (QUERY, LIMIT, IDS, JSON),
        ("crmtui orders 'is:unfulfilled placed:>7d'", "crmtui orders 1001 --json"),
    ),
    Command(
        ("contact",), Panel.CUSTOMERS, "Show one customer: profile, orders, tickets.", "crmtui.cli.people:show_contact",
        (Input("who", "A customer number or an e-mail address.", required=True, metavar="ID|ADDRESS"), JSON),
        ("crmtui contact ana@example.com",),
    ),
    Command(
        ("import", "orders"), Panel.CUSTOMERS, "Read orders from a shop's export or any CSV file.",
        "crmtui.cli.orders:app", own=True,
    ),
    Command(
        ("templates",), Panel.TEMPLATES, "List reply templates.", "crmtui.cli.texts:list_templates", (JSON,),
    ),
    Command(
        ("template", "show"), Panel.TEMPLATES, "Show the text of a template.", "crmtui.cli.texts:show_template",
        (Input("name", "Its name, or folder/name.", required=True, metavar="NAME", offers=Offers.TEMPLATES), JSON),
        ("crmtui template show 'Where is my parcel'",),
    ),
)  # fmt: skip
