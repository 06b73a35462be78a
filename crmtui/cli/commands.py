"""What can be said in a shell: every command, its arguments and options, and where the code is.

The one rule: a command is written once, here or in the table of actions. The plain parser (plain.py) answers from
it at once, Typer's commands (main.py) are made of it for help, completion and mistakes; neither knows more.
"""

from collections.abc import Iterator

from crmtui.actions import Action, Kind, Param, Records, table
from crmtui.cli.spec import Command, Input, Offers, Panel, Takes

JSON = Input("as_json", "Print ASCII JSON for programs.", ("--json",), Takes.FLAG, default=False)
YES = Input("yes", "Do not ask.", ("--yes", "-y"), Takes.FLAG, default=False)
TICKETS = Input("tickets", "Ticket numbers: 1042, '#1042' or 1042,1043.", many=True, required=True, metavar="TICKET")
LIMIT = Input("limit", "How many rows at the most.", ("--limit", "-n"), Takes.NUMBER, default=50, metavar="N")

QUERY = Input("words", "What to find: words, is:open, tag:refund ...; `crmtui help query` tells all. Quote what the "
              "shell would read.", many=True, metavar="QUERY")  # fmt: skip
IDS = Input("ids", "Print the numbers alone, one a line.", ("--ids",), Takes.FLAG, default=False)
RECORDS = Input("records", "What to find: ticket, customer or order.", ("--records",), default="ticket", metavar="KIND")

_READS = "crmtui.cli.reads:"
_QUERIES = "crmtui.cli.queries:"
_VIEWS = "crmtui.cli.views:"

BUILT_IN: tuple[Command, ...] = (
    Command(
        ("list",), Panel.TICKETS, "List tickets: a view, or those that a query picks, everywhere or in a view.",
        f"{_READS}list_tickets",
        (
            QUERY,
            Input("view", "Only in this view: mine, unassigned, open, waiting, snoozed, resolved, spam, all, or a "
                  "saved one; without a query open unless said.", ("--view", "-v"), metavar="VIEW",
                  offers=Offers.VIEWS),
            Input("limit", "How many at the most; 50 unless said, all with --ids.", ("--limit", "-n"), Takes.NUMBER,
                  metavar="N"),
            IDS,
            JSON,
        ),
        (
            "crmtui list parcel --view mine", "crmtui list 'is:open tag:refund waiting:>2d' --json",
            "crmtui list --view spam --ids | xargs crmtui trash",
        ),
    ),
    Command(
        ("count",), Panel.TICKETS, "Count what a query picks.", f"{_QUERIES}count",
        (
            QUERY,
            Input("view", "Only in this view of tickets.", ("--view", "-v"), metavar="VIEW", offers=Offers.VIEWS),
            RECORDS, JSON,
        ),
        ("crmtui count 'is:open -tag:wholesale'", "crmtui count parcel --view mine",
         "crmtui count 'spent:>500EUR' --records customer"),
    ),
    Command(
        ("explain",), Panel.TICKETS, "Say a query in plain words; nothing is changed.", f"{_QUERIES}explain",
        (
            QUERY, RECORDS,
            Input("sql", "What the database is asked, and how it goes about it.", ("--sql",), Takes.FLAG,
                  default=False),
            JSON,
        ),
        ("crmtui explain 'is:open assignee:none -tag:wholesale'", "crmtui explain 'lost parcel' --sql"),
    ),
    Command(
        ("show",), Panel.TICKETS, "Show tickets with their conversations.", f"{_READS}show_tickets",
        (
            TICKETS,
            Input("full", "All messages, with what they quote and their signatures.", ("--full", "-a"), Takes.FLAG,
                  default=False),
            JSON,
        ),
        ("crmtui show 1042", "crmtui show 1042 --full --json"),
    ),
    Command(
        ("views", "list"), Panel.TICKETS, "List the views, how many each holds, and what it picks.",
        f"{_VIEWS}list_views", (JSON,), ("crmtui views", "crmtui views --json"),
    ),
    Command(
        ("views", "export"), Panel.TICKETS, "Write the saved views as a text file.", f"{_VIEWS}export_views",
        (
            Input("file", "Where to; else standard output.", takes=Takes.PATH, metavar="FILE"),
            Input("shared", "Only those that everybody has.", ("--shared",), Takes.FLAG, default=False),
            Input("force", "Write over a file that is there.", ("--force",), Takes.FLAG, default=False),
        ),
        ("crmtui views export views.toml",),
    ),
    Command(
        ("views", "import"), Panel.TICKETS,
        "Read saved views from a text file. All of them, or none and every mistake with its line.",
        f"{_VIEWS}import_views",
        (
            Input("file", "What `crmtui views export` wrote, or you; - for standard input.", takes=Takes.PATH,
                  required=True, metavar="FILE"),
            Input("replace", "Views of the same name become what the file says.", ("--replace",), Takes.FLAG,
                  default=False),
            JSON,
        ),
        ("crmtui views import views.toml --replace",),
    ),
    Command(
        ("reply",), Panel.TICKETS,
        "Write to the customer. Without --send the text is kept as your draft on the ticket; with --send and no text "
        "the draft is sent.",
        "crmtui.cli.writing:reply",
        (
            TICKETS,
            Input("text", "What to write; without it, from --file or standard input.", ("--text", "-t")),
            Input("file", "Read the text from a file, - for standard input.", ("--file", "-f"), Takes.PATH),
            Input("template", "Fill in this template, before the text.", ("--template", "-T"), metavar="NAME",
                  offers=Offers.TEMPLATES),
            Input("send", "Put the mail into the outbox.", ("--send",), Takes.FLAG, default=False),
            Input("reply_all", "Everybody who was on the customer's mail.", ("--all",), Takes.FLAG, default=False),
            Input("cc", "One more address, in sight of all.", ("--cc",), many=True, metavar="ADDRESS"),
            Input("bcc", "One more address, unseen.", ("--bcc",), many=True, metavar="ADDRESS"),
            Input("attach", "A file that goes with it.", ("--attach",), Takes.PATH, many=True, metavar="FILE"),
            Input("replace", "In the place of the draft that is there.", ("--replace",), Takes.FLAG, default=False),
            Input("resolve", "Resolve the ticket as well.", ("--resolve",), Takes.FLAG, default=False),
            Input("at", "When it leaves: 2h, tomorrow 9:00, mon 9:00 there (by their clock).", ("--at",),
                  metavar="TIME"),
            Input("mailbox", "Leave from this mailbox instead of the ticket's.", ("--from",), metavar="MAILBOX"),
            Input("bare", "Without the customer's mail below it.", ("--no-quote",), Takes.FLAG, default=False),
            Input("anyway", "Also when somebody wrote since the draft began, or mail to the address came back.",
                  ("--anyway",), Takes.FLAG, default=False),
            JSON,
        ),
        (
            "crmtui reply 1042 --template 'Where is my parcel' --send",
            "echo 'It left today.' | crmtui reply 1042 --send --resolve",
        ),
    ),
    Command(
        ("note",), Panel.TICKETS, "Write an internal note; the customer never sees it.", "crmtui.cli.writing:note",
        (
            Input("words", "Ticket numbers, then the note.", many=True, required=True, metavar="TICKET... [TEXT...]"),
            Input("text", "The note; else the words, --file or standard input.", ("--text", "-t")),
            Input("file", "Read it from a file, - for standard input.", ("--file", "-f"), Takes.PATH),
            JSON,
        ),
        ("crmtui note 1042 'Called: she takes the blue one'",),
    ),
    Command(
        ("do",), Panel.TICKETS,
        "Carry out an action on everything that a query picks. Shows first what would change, and asks.",
        "crmtui.cli.bulk:do",
        (
            Input("query", "What to act on; `crmtui help query` tells the language.", required=True, metavar="QUERY"),
            Input("words", "An action (resolve, close, tag, assign, customer-tag ...) and what it needs to know.",
                  many=True, required=True, metavar="ACTION [WORDS...]"),
            Input("limit", "No more than the first so many.", ("--limit", "-n"), Takes.NUMBER, metavar="N"),
            Input("dry_run", "Show what would change, and change nothing.", ("--dry-run",), Takes.FLAG, default=False),
            YES,
            JSON,
        ),
        (
            "crmtui do 'is:open tag:spam older:30d' close --dry-run", "crmtui do 'subject:invoice' tag billing --yes",
            "crmtui do 'spent:>500' customer-tag vip",
        ),
    ),
    Command(
        ("undo",), Panel.TICKETS, "Take back your latest act, a bulk one as a whole.", "crmtui.cli.acting:undo",
        (JSON,),
    ),
    Command(("redo",), Panel.TICKETS, "Do again what undo took back.", "crmtui.cli.acting:redo", (JSON,)),
    Command(
        ("history",), Panel.TICKETS, "Show who changed what on a ticket, and when.", "crmtui.cli.acting:history",
        (TICKETS, LIMIT, JSON), ("crmtui history 1042",),
    ),
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
    Command(
        ("import", "mail"), Panel.MAIL,
        "Read mail from mbox files, Maildirs, single messages or standard input. What a file is, its content tells. "
        "Again changes nothing; a stopped import goes on where it was.",
        "crmtui.cli.mail:import_mail",
        (
            Input("paths", "mbox files, Maildirs, single messages, directories of them; - for one message on standard "
                  "input.", many=True, required=True, metavar="PATH"),
            Input("mailbox", "Where mail belongs that reached none of the mailboxes.", ("--mailbox",), default="",
                  metavar="NAME"),
            JSON,
        ),
        ("crmtui import mail ~/Maildir", "crmtui import mail archive.mbox --json", "crmtui import mail - < m.eml"),
    ),
    Command(
        ("mail", "audit"), Panel.MAIL,
        "Account for every mail that was ever read. Exit code 1 when the sums do not add up.",
        "crmtui.cli.mail:audit", (JSON,), ("crmtui mail audit --json",),
    ),
    Command(
        ("mail", "ignored"), Panel.MAIL,
        "List mail that made no ticket: what nobody wrote to us, and what could not be read.",
        "crmtui.cli.set_aside:ignored", (LIMIT, JSON), ("crmtui mail ignored",),
    ),
    Command(
        ("mail", "take"), Panel.MAIL, "Make tickets of mail that was ignored, as if a person had written it.",
        "crmtui.cli.set_aside:take",
        (Input("mails", "Numbers that `crmtui mail ignored` lists.", many=True, required=True, metavar="MAIL"), JSON),
        ("crmtui mail take 5531",),
    ),
    Command(
        ("setup",), Panel.MAIL,
        "Connect a mailbox: asks for the address and the password, finds the servers, tries them, and writes the "
        "settings. What is there stays; no password goes into them.",
        "crmtui.cli.setup:setup",
        (
            Input("address", "The address that customers write to; else it is asked.", metavar="ADDRESS"),
            Input("imap", "The server to fetch from; else it is guessed.", ("--imap",), metavar="HOST[:PORT]"),
            Input("smtp", "The server to send by; else it is guessed.", ("--smtp",), metavar="HOST[:PORT]"),
            Input("user", "The user name, when it is not the address.", ("--user",), metavar="NAME"),
            Input("name", "What the mailbox is called here.", ("--name",), metavar="NAME"),
            Input("display_name", "What customers see in From.", ("--display-name",), metavar="NAME"),
            Input("folders", "A folder to fetch; again for more. Usual: INBOX.", ("--folder",), many=True,
                  metavar="FOLDER"),
            Input("after", "What is done with fetched mail: leave, seen, or move:FOLDER.", ("--after",),
                  metavar="WHAT"),
            Input("since", "From when on mail is fetched that lies there already: all, 30d, today, 2026-01-31.",
                  ("--since",), metavar="DAY"),
            Input("password_cmd", "A command that prints the password.", ("--password-cmd",), metavar="CMD"),
            Input("password_env", "The variable that holds it.", ("--password-env",), metavar="VARIABLE"),
            Input("password_file", "A file that only you can read; made when it is not there.", ("--password-file",),
                  metavar="FILE"),
            Input("token_cmd", "A command that prints an OAuth token.", ("--token-cmd",), metavar="CMD"),
            Input("tls_ca", "Certificates to believe, for a server of your own.", ("--tls-ca",), metavar="FILE"),
            Input("tls_fingerprint", "The SHA-256 of the one certificate to believe.", ("--tls-fingerprint",),
                  metavar="HEX"),
            Input("no_smtp", "Only fetch.", ("--no-smtp",), Takes.FLAG, default=False),
            Input("no_test", "Write without trying.", ("--no-test",), Takes.FLAG, default=False),
            JSON,
        ),
        ("crmtui setup", "crmtui setup support@example.com --password-cmd 'pass show mail/support'"),
    ),
    Command(
        ("sync",), Panel.MAIL,
        "Fetch mail, look into the watched folders, and deliver: once, or with --watch as a service. The open app does "
        "the same by itself, unless a service does.",
        "crmtui.cli.sync:sync",
        (
            Input("watch", "Go on until it is stopped: a service.", ("--watch",), Takes.FLAG, default=False),
            Input("status", "Tell how it goes instead: last sync, next, errors.", ("--status",), Takes.FLAG,
                  default=False),
            JSON,
        ),
        ("crmtui sync", "crmtui sync --watch", "crmtui sync --status --json"),
    ),
    Command(("send",), Panel.MAIL, "Deliver what waits in the outbox.", "crmtui.cli.outbox:app", own=True),
    Command(
        ("outbox",), Panel.MAIL, "List mail that waits, failed or is uncertain.", "crmtui.cli.outbox:app", own=True,
    ),
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

_ALIASES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("agents",): ("agents", "list"), ("template",): ("templates",), ("views",): ("views", "list"),
    ("view",): ("views", "list"),
}  # fmt: skip
"""What a group means when nothing follows it."""

_OFFERS = {
    Kind.AGENT: Offers.AGENTS,
    Kind.STATUS: Offers.STATUSES,
    Kind.PRIORITY: Offers.PRIORITIES,
    Kind.TEMPLATE: Offers.TEMPLATES,
    Kind.TAGS: Offers.TAGS,
}
_NAMED = {Records.VIEW: Offers.SAVED}
"""Records that are named in front of what an action needs to know."""

_PANELS = {"customer": Panel.CUSTOMERS, "order": Panel.CUSTOMERS, "template": Panel.TEMPLATES, "outbox": Panel.MAIL}


def spoken_params(action: Action) -> list[Param]:
    """The parameters that need no option: those that are required, or the only one."""
    return [param for param in action.params if param.required or len(action.params) == 1]


def of_action(action: Action) -> Command:
    """The command of an action: numbers, then what it needs to know; or each by its option."""
    spoken = spoken_params(action)
    first = spoken[0] if spoken else None
    called = " ".join(param.name.upper() for param in spoken)
    record = "VIEW " if action.records is Records.VIEW else f"{action.records.upper()}... " if action.records else ""
    words = Input(
        "words", _words_help(action), many=True, required=bool(action.records), metavar=f"{record}{called}".strip(),
        offers=_NAMED.get(action.records) or (_OFFERS.get(first.kind, Offers.NOTHING) if first else Offers.NOTHING),
    )  # fmt: skip
    panel = _PANELS.get(action.id.partition(".")[0], Panel.TICKETS)
    options = [_option(param, spoken=param in spoken) for param in action.params]
    return Command(
        tuple(action.command.split()), panel, action.help, "crmtui.cli.acting:act", (words, *options, JSON),
        bound={"action_id": action.id},
    )  # fmt: skip


def _words_help(action: Action) -> str:
    parts = [f"{action.records.capitalize()} numbers"] if action.records else []
    if action.records is Records.VIEW:
        parts = ["The name or number of a saved view"]
    parts += [param.label for param in spoken_params(action)]
    told = ", then ".join(parts) + "."
    return told[:1].upper() + told[1:]


def _option(param: Param, *, spoken: bool) -> Input:
    label = f"The same by name: {param.label}." if spoken else f"{param.label[:1].upper()}{param.label[1:]}."
    takes = Takes.FLAG if param.kind is Kind.FLAG else Takes.TEXT
    return Input(
        param.name, label, (f"--{param.name.replace('_', '-')}",), takes,
        offers=_OFFERS.get(param.kind, Offers.NOTHING),
    )  # fmt: skip


def all_commands() -> Iterator[Command]:
    """Every command: the built-in ones, then those of the table of actions."""
    taken = {command.words for command in BUILT_IN}
    yield from BUILT_IN
    for action in table():
        if action.command and action.run and tuple(action.command.split()) not in taken:
            yield of_action(action)


def find(words: list[str]) -> tuple[Command, int] | None:
    """The command that some words begin with, and how many of them name it."""
    for length in (2, 1):
        name = tuple(words[:length])
        for command in BUILT_IN:
            if command.words == name and len(words) >= length:
                return command, length
    alias = _ALIASES.get(tuple(words[:1]))
    if alias and (len(words) == 1 or words[1] == "--json"):
        return next(command for command in BUILT_IN if command.words == alias), 1
    # The table is read only for a word that nothing built-in answers to: a list does not need it.
    for command in all_commands():
        if words and command.words == tuple(words[: len(command.words)]):
            return command, len(command.words)
    other = next((action for action in table() if words and words[0] in action.aliases), None)
    return (of_action(other), 1) if other else None
