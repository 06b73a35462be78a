"""Commands about mail: what comes in, what goes out, and the mailboxes."""

from crmtui.cli.built_in.inputs import JSON, LIMIT
from crmtui.cli.spec import Command, Input, Panel, Takes

COMMANDS: tuple[Command, ...] = (
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
            Input("imap", "The server to fetch from, or gmail, microsoft ...; else it is guessed.", ("--imap",),
                  metavar="HOST[:PORT]"),
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
            Input("tls_fingerprint", "The SHA-256 of the one certificate to believe, or key:HEX of its key.",
                  ("--tls-fingerprint",), metavar="HEX"),
            Input("change", "Change a mailbox that is set up already.", ("--change",), Takes.FLAG, default=False),
            Input("no_smtp", "Only fetch.", ("--no-smtp",), Takes.FLAG, default=False),
            Input("no_test", "Write without trying.", ("--no-test",), Takes.FLAG, default=False),
            JSON,
        ),
        (
            "crmtui setup", "crmtui setup support@example.com --password-cmd 'pass show mail/support'",
            "crmtui setup support@outlook.com --token-cmd 'oama access support@outlook.com'",
            "crmtui setup support@example.com --change",
        ),
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
)  # fmt: skip
