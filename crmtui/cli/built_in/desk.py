"""Commands about the desk itself: who works here, its health, its copies."""

from crmtui.cli.built_in.inputs import JSON, YES
from crmtui.cli.spec import Command, Input, Panel, Takes

COMMANDS: tuple[Command, ...] = (
    Command(
        ("agents", "list"), Panel.DESK, "List who answers here.", "crmtui.cli.agents:list_agents", (JSON,),
    ),
    Command(
        ("agents", "add"), Panel.DESK, "Add somebody who answers.", "crmtui.cli.agents:add_agent",
        (
            Input("name", "As customers and colleagues see it.", required=True, metavar="NAME"),
            Input("email", "Their own address.", default="", metavar="EMAIL"),
            Input("os_user", "The system user that is this person; yours when you are the first.", ("--os-user",),
                  metavar="USER"),
            Input("role", "owner or agent.", ("--role",), default="agent", metavar="ROLE"),
            JSON,
        ),
        ("crmtui agents add 'Ana Ruiz' ana@shop.example",),
    ),
    Command(
        ("doctor",), Panel.DESK, "Check paths, versions, terminal, database and mail settings.",
        "crmtui.cli.doctor:doctor", (JSON,),
    ),
    Command(
        ("backup",), Panel.DESK, "Write a checked copy of the whole desk, while it is in use.",
        "crmtui.cli.keeping:backup",
        (Input("file", "Where to; else beside the database, with the time in its name.", takes=Takes.PATH,
               metavar="FILE"), JSON),
        ("crmtui backup /mnt/disk/desk.db",),
    ),
    Command(
        ("restore",), Panel.DESK, "Put a backup in the place of the desk; the present one is kept beside it.",
        "crmtui.cli.keeping:restore",
        (Input("file", "What `crmtui backup` wrote.", takes=Takes.PATH, required=True, metavar="FILE"), YES, JSON),
    ),
    Command(
        ("index",), Panel.DESK,
        "Say how large the full-text index is; --check compares it and the counts of tickets with the records (exit "
        "code 1 when something is wrong), --rebuild makes both anew.",
        "crmtui.cli.index:index",
        (
            Input("check", "Look whether everything is found and counted.", ("--check",), Takes.FLAG, default=False),
            Input("rebuild", "Make the index and the counts anew, while others work.", ("--rebuild",), Takes.FLAG,
                  default=False),
            JSON,
        ),
        ("crmtui index --check", "crmtui index --rebuild"),
    ),
    Command(("demo",), Panel.DESK, "Make a demo company, and open the app on it.", "crmtui.cli.demo:app", own=True),
    Command(
        ("help", "keys"), Panel.DESK, "List the keys of the app, with yours.", "crmtui.cli.keys:list_keys", (JSON,),
    ),
    Command(
        ("help", "query"), Panel.DESK, "Explain how tickets, customers and orders are found.",
        "crmtui.cli.query_help:query_help",
        (Input("records", "Only the fields of these: ticket, customer or order.", default="", metavar="KIND"), JSON),
        ("crmtui help query", "crmtui help query orders"),
    ),
)  # fmt: skip
