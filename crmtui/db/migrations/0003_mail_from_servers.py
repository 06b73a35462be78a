"""What was fetched from which folder, who does which job, what is known of addresses that mail came back from; and
the words of messages as a list."""

from typing import Any

STATEMENTS = (
    # Of a folder, every UID up to highest_uid that lies in no gap was fetched or is gone from the server. `gaps` is
    # JSON: [[low, high], ...], both included, ascending. `remaining` are messages that the gaps still held when they
    # were counted last, `total` what the folder held.
    """CREATE TABLE folder_state (
    source_id INTEGER PRIMARY KEY REFERENCES source (id), mailbox TEXT NOT NULL, folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL DEFAULT 0, highest_uid INTEGER NOT NULL DEFAULT 0, gaps TEXT NOT NULL DEFAULT '[]',
    remaining INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0) STRICT""",
    # Mails that are taken in and still have to be marked or moved at the server: (uidvalidity, uid).
    """CREATE TABLE folder_act (
    source_id INTEGER NOT NULL REFERENCES source (id), uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
    PRIMARY KEY (source_id, uidvalidity, uid)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE lease (
    job TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sync_state (
    job TEXT PRIMARY KEY, holder TEXT NOT NULL DEFAULT '', last_at INTEGER, next_at INTEGER,
    words TEXT NOT NULL DEFAULT '', last_error TEXT NOT NULL DEFAULT '', error_at INTEGER) STRICT, WITHOUT ROWID""",
    # auth: what a trusted hop said of the sender, in words, behind "pass ", "fail " or "none "; "" when nobody was asked.
    "ALTER TABLE message ADD COLUMN auth TEXT NOT NULL DEFAULT ''",
    # What a mail is for people (mail.message.Kind), "" for a person's; `automatic` says what may be done with it.
    "ALTER TABLE message ADD COLUMN nature TEXT NOT NULL DEFAULT ''",
    # Of a mail of ours: whom it did not reach, and why.
    "ALTER TABLE message ADD COLUMN came_back TEXT NOT NULL DEFAULT ''",
    # Nobody wrote it by hand: the budget of its receivers bounds it.
    "ALTER TABLE outbox ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE identity ADD COLUMN bounced_at INTEGER",
    "ALTER TABLE identity ADD COLUMN bounce_reason TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE auto_sent (id INTEGER PRIMARY KEY AUTOINCREMENT, address_key TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    "CREATE INDEX auto_sent_address ON auto_sent (address_key, at)",
    # What a reply knows of the ticket it was begun on (`seen`: the newest message then), the mailbox it leaves from, and
    # a number that grows with every saving, so that two windows notice each other. Forwards are drafts of their own.
    """CREATE TABLE draft_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'forward')), recipients TEXT NOT NULL DEFAULT '{}',
    subject TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', attachments TEXT NOT NULL DEFAULT '[]',
    templates TEXT NOT NULL DEFAULT '[]', updated_at INTEGER NOT NULL, mailbox TEXT NOT NULL DEFAULT '',
    quoted INTEGER, seen INTEGER, version INTEGER NOT NULL DEFAULT 1) STRICT""",
    """INSERT INTO draft_new (id, ticket_id, agent_id, kind, recipients, subject, text, attachments, templates, updated_at)
    SELECT id, ticket_id, agent_id, kind, recipients, subject, text, attachments, templates, updated_at FROM draft""",
    "DROP TABLE draft",
    "ALTER TABLE draft_new RENAME TO draft",
    "CREATE UNIQUE INDEX draft_place ON draft (ticket_id, agent_id, kind)",
    # The triggers of the feed went with the old table.
    """CREATE TRIGGER touch_draft_came AFTER INSERT ON draft BEGIN
    INSERT INTO touched (kind, record_id) SELECT 'ticket', new.ticket_id; END""",
    """CREATE TRIGGER touch_draft_went AFTER DELETE ON draft BEGIN
    INSERT INTO touched (kind, record_id) SELECT 'ticket', old.ticket_id; END""",
    # A mail with a time of its own is not released early; a copy that a Sent folder is to get ('due', 'done', 'lost').
    "ALTER TABLE outbox ADD COLUMN scheduled INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN copy TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN copy_at INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN copy_tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN copy_error TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX outbox_copy ON outbox (copy_at, id) WHERE copy = 'due'",
    # A look at the index of messages, and nothing stored.
    "CREATE VIRTUAL TABLE message_words USING fts5vocab(message_fts, row)",
)


def up(migrator: Any, db: Any) -> None:
    """Add the tables and columns; nothing that is there changes."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
