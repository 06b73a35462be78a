"""Commands about tickets and views."""

from crmtui.cli.built_in.inputs import IDS, JSON, LIMIT, QUERY, RECORDS, TICKETS, YES
from crmtui.cli.spec import Command, Input, Offers, Panel, Takes

_READS = "crmtui.cli.reads:"
_QUERIES = "crmtui.cli.queries:"
_VIEWS = "crmtui.cli.views:"

COMMANDS: tuple[Command, ...] = (
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
)  # fmt: skip
