"""The first schema: people, tickets, messages, mail ledger, templates, orders, outbox, drafts, views, journal."""

from typing import Any

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE agent (
    id PK, name TEXT NOT NULL, email TEXT NOT NULL DEFAULT '', os_user TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('owner', 'agent')),
    signature TEXT NOT NULL DEFAULT '', active INT NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX agent_name ON agent (name);

CREATE TABLE customer (
    id PK, name TEXT NOT NULL DEFAULT '', name_key TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '', company TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]', locale TEXT NOT NULL DEFAULT '', timezone TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '', orders_count INT NOT NULL DEFAULT 0, spent INT NOT NULL DEFAULT 0,
    currency TEXT NOT NULL DEFAULT '', last_order_at INT, last_contact_at INT, merged_into_id INT REFERENCES customer (id),
    created_at INT NOT NULL, updated_at INT NOT NULL, version INT NOT NULL DEFAULT 1);
CREATE INDEX customer_by_name ON customer (name_key, id) WHERE merged_into_id IS NULL;
CREATE INDEX customer_by_contact ON customer (last_contact_at, id) WHERE merged_into_id IS NULL;
CREATE INDEX customer_by_spent ON customer (spent, id) WHERE merged_into_id IS NULL;

CREATE TABLE identity (
    id PK, customer_id INT NOT NULL REFERENCES customer (id), kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'shop')),
    value TEXT NOT NULL, value_key TEXT NOT NULL, created_at INT NOT NULL);
CREATE UNIQUE INDEX identity_value ON identity (kind, value_key);
CREATE INDEX identity_customer ON identity (customer_id);

CREATE TABLE ticket (
    id PK, subject TEXT NOT NULL DEFAULT '', snippet TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'pending', 'snoozed', 'resolved', 'spam', 'trash')),
    priority INT NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 3), assignee_id INT REFERENCES agent (id),
    customer_id INT REFERENCES customer (id), mailbox TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT 'email',
    tags TEXT NOT NULL DEFAULT '[]', snoozed_until INT, created_at INT NOT NULL, updated_at INT NOT NULL,
    activity_at INT NOT NULL, waiting_since INT, first_response_at INT, resolved_at INT, sla_due_at INT,
    merged_into_id INT REFERENCES ticket (id), version INT NOT NULL DEFAULT 1);
CREATE INDEX ticket_all ON ticket (activity_at, id, status) WHERE status NOT IN ('spam', 'trash');
CREATE INDEX ticket_active ON ticket (activity_at, id, status) WHERE status IN ('open', 'pending');
CREATE INDEX ticket_assignee ON ticket (assignee_id, activity_at, id, status) WHERE status IN ('open', 'pending');
CREATE INDEX ticket_waiting ON ticket (activity_at, id, status, waiting_since) WHERE status = 'open' AND waiting_since IS NOT NULL;
CREATE INDEX ticket_status ON ticket (status, activity_at, id);
CREATE INDEX ticket_customer ON ticket (customer_id, activity_at, id);
CREATE INDEX ticket_asleep ON ticket (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE ticket_tag (tag TEXT NOT NULL, ticket_id INT NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, ticket_id));
CREATE INDEX ticket_tag_ticket ON ticket_tag (ticket_id);
CREATE TABLE ticket_count (status TEXT NOT NULL, assignee_id INT NOT NULL, waiting INT NOT NULL, n INT NOT NULL,
    PRIMARY KEY (status, assignee_id, waiting));

CREATE TABLE blob (id PK, sha256 BLOB NOT NULL, size INT NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX blob_sha256 ON blob (sha256);

CREATE TABLE message (
    id PK, ticket_id INT NOT NULL REFERENCES ticket (id), kind TEXT NOT NULL CHECK (kind IN ('mail', 'note', 'call', 'chat')),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'internal')), at INT NOT NULL,
    agent_id INT REFERENCES agent (id), customer_id INT REFERENCES customer (id),
    author_name TEXT NOT NULL DEFAULT '', author_email TEXT NOT NULL DEFAULT '', recipients TEXT NOT NULL DEFAULT '{}',
    subject TEXT NOT NULL DEFAULT '', message_id TEXT NOT NULL DEFAULT '', in_reply_to TEXT NOT NULL DEFAULT '',
    refs TEXT NOT NULL DEFAULT '', automatic TEXT NOT NULL DEFAULT '', stranger INT NOT NULL DEFAULT 0,
    joined_by TEXT NOT NULL DEFAULT '', problems TEXT NOT NULL DEFAULT '', blob_id INT REFERENCES blob (id),
    created_at INT NOT NULL, text TEXT NOT NULL DEFAULT '', signature TEXT NOT NULL DEFAULT '',
    quoted TEXT NOT NULL DEFAULT '', html TEXT NOT NULL DEFAULT '');
CREATE INDEX message_ticket ON message (ticket_id, at, id);
CREATE INDEX message_message_id ON message (message_id) WHERE message_id <> '';
CREATE INDEX message_customer ON message (customer_id, at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX message_to_ticket ON message (id, ticket_id);

CREATE TABLE thread_ref (ref TEXT NOT NULL, ticket_id INT NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
    PRIMARY KEY (ref, ticket_id));

CREATE TABLE attachment (
    id PK, message_id INT NOT NULL REFERENCES message (id) ON DELETE CASCADE, blob_id INT NOT NULL REFERENCES blob (id),
    position INT NOT NULL, filename TEXT NOT NULL, content_type TEXT NOT NULL, size INT NOT NULL,
    inline INT NOT NULL DEFAULT 0, content_id TEXT NOT NULL DEFAULT '');
CREATE INDEX attachment_message ON attachment (message_id, position);

CREATE TABLE source (id PK, name TEXT NOT NULL, cursor TEXT NOT NULL DEFAULT '', last_at INT, last_error TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX source_name ON source (name);
CREATE TABLE ledger (
    id PK, source_id INT NOT NULL REFERENCES source (id), mark TEXT NOT NULL, sha256 BLOB NOT NULL, size INT NOT NULL,
    blob_id INT REFERENCES blob (id),
    state TEXT NOT NULL CHECK (state IN ('fetched', 'ticketed', 'duplicate', 'ignored', 'quarantined')),
    reason TEXT NOT NULL DEFAULT '', message_id INT REFERENCES message (id) ON DELETE SET NULL, fetched_at INT NOT NULL, decided_at INT);
CREATE UNIQUE INDEX ledger_mark ON ledger (source_id, mark);
CREATE INDEX ledger_sha256 ON ledger (sha256);
CREATE INDEX ledger_message ON ledger (message_id);
CREATE INDEX ledger_undecided ON ledger (id) WHERE state = 'fetched';

CREATE TABLE template (
    id PK, folder TEXT NOT NULL DEFAULT '', name TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '',
    uses INT NOT NULL DEFAULT 0, last_used_at INT, created_at INT NOT NULL, updated_at INT NOT NULL, version INT NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX template_name ON template (folder, name);

CREATE TABLE shop_order (
    id PK, shop TEXT NOT NULL, external_id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
    customer_id INT REFERENCES customer (id), email TEXT NOT NULL DEFAULT '', customer_name TEXT NOT NULL DEFAULT '',
    placed_at INT, updated_at INT, cancelled_at INT, currency TEXT NOT NULL,
    subtotal INT NOT NULL DEFAULT 0, shipping INT NOT NULL DEFAULT 0, tax INT NOT NULL DEFAULT 0, discount INT NOT NULL DEFAULT 0,
    total INT NOT NULL DEFAULT 0, refunded INT NOT NULL DEFAULT 0, payment_status TEXT NOT NULL, fulfillment_status TEXT NOT NULL,
    country TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '[]',
    fingerprint TEXT NOT NULL DEFAULT '', imported_at INT NOT NULL);
CREATE UNIQUE INDEX shop_order_external ON shop_order (shop, external_id);
CREATE INDEX shop_order_customer ON shop_order (customer_id, placed_at, id);
CREATE INDEX shop_order_name ON shop_order (name_key);
CREATE INDEX shop_order_placed ON shop_order (placed_at, id);

CREATE TABLE order_line (
    id PK, order_id INT NOT NULL REFERENCES shop_order (id) ON DELETE CASCADE, position INT NOT NULL, sku TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '', quantity INT NOT NULL, unit_price INT NOT NULL, discount INT NOT NULL DEFAULT 0, total INT NOT NULL);
CREATE INDEX order_line_order ON order_line (order_id, position);
CREATE TABLE fulfillment (
    id PK, order_id INT NOT NULL REFERENCES shop_order (id) ON DELETE CASCADE, position INT NOT NULL, status TEXT NOT NULL DEFAULT '',
    carrier TEXT NOT NULL DEFAULT '', tracking_number TEXT NOT NULL DEFAULT '', tracking_url TEXT NOT NULL DEFAULT '',
    shipped_at INT, delivered_at INT);
CREATE INDEX fulfillment_order ON fulfillment (order_id, position);
CREATE INDEX fulfillment_tracking ON fulfillment (tracking_number) WHERE tracking_number <> '';
CREATE TABLE refund (
    id PK, order_id INT NOT NULL REFERENCES shop_order (id) ON DELETE CASCADE, external_id TEXT NOT NULL DEFAULT '', at INT,
    amount INT NOT NULL, reason TEXT NOT NULL DEFAULT '');
CREATE INDEX refund_order ON refund (order_id, id);

CREATE TABLE outbox (
    id PK, message_id INT NOT NULL REFERENCES message (id), ticket_id INT NOT NULL REFERENCES ticket (id), mailbox TEXT NOT NULL,
    envelope_from TEXT NOT NULL, recipients TEXT NOT NULL, blob_id INT NOT NULL REFERENCES blob (id),
    state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
    phase TEXT NOT NULL DEFAULT '', not_before INT NOT NULL, attempts INT NOT NULL DEFAULT 0, next_try_at INT NOT NULL,
    last_error TEXT NOT NULL DEFAULT '', claimed_by TEXT NOT NULL DEFAULT '', claimed_until INT, created_at INT NOT NULL, sent_at INT);
CREATE UNIQUE INDEX outbox_message ON outbox (message_id);
CREATE INDEX outbox_due ON outbox (next_try_at, id) WHERE state IN ('held', 'queued', 'sending');
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_ticket ON outbox (ticket_id);

CREATE TABLE draft (
    id PK, ticket_id INT NOT NULL REFERENCES ticket (id) ON DELETE CASCADE, agent_id INT NOT NULL REFERENCES agent (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'note')), recipients TEXT NOT NULL DEFAULT '{}', subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '', attachments TEXT NOT NULL DEFAULT '[]', templates TEXT NOT NULL DEFAULT '[]', updated_at INT NOT NULL);
CREATE UNIQUE INDEX draft_place ON draft (ticket_id, agent_id, kind);

CREATE TABLE view (
    id PK, name TEXT NOT NULL, query TEXT NOT NULL, records TEXT NOT NULL DEFAULT 'ticket', owner_id INT REFERENCES agent (id),
    position INT NOT NULL DEFAULT 0, key TEXT NOT NULL DEFAULT '');

CREATE TABLE gesture (
    id PK, at INT NOT NULL, actor_kind TEXT NOT NULL CHECK (actor_kind IN ('agent', 'rule', 'customer', 'sync', 'system')),
    actor_id INT, actor_name TEXT NOT NULL, action TEXT NOT NULL, label TEXT NOT NULL, cause TEXT NOT NULL DEFAULT '',
    undoable INT NOT NULL DEFAULT 1, undoes_id INT REFERENCES gesture (id), undone_by_id INT REFERENCES gesture (id));
CREATE INDEX gesture_actor ON gesture (actor_kind, actor_id, id);
CREATE TABLE change (
    id PK, gesture_id INT NOT NULL REFERENCES gesture (id), record TEXT NOT NULL, record_id INT NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('create', 'update', 'delete')), field TEXT NOT NULL DEFAULT '', before TEXT, after TEXT);
CREATE INDEX change_record ON change (record, record_id, id);
CREATE INDEX change_gesture ON change (gesture_id);
"""

WITHOUT_ROWID = ("meta", "ticket_tag", "ticket_count", "thread_ref")

# Merging eight segments at a time instead of four halves the index's share of an import; searches hardly notice.
FULL_TEXT = """
CREATE VIRTUAL TABLE message_fts USING fts5(subject, body, people, extra, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE VIRTUAL TABLE customer_fts USING fts5(name, addresses, extra, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
INSERT INTO message_fts (message_fts, rank) VALUES ('automerge', 8);
"""

_COUNT = """INSERT INTO ticket_count VALUES ({row}.status, coalesce({row}.assignee_id, 0), {row}.waiting_since IS NOT NULL, {n})
    ON CONFLICT DO UPDATE SET n = n + {n};"""

TRIGGERS = (
    f"CREATE TRIGGER ticket_counted AFTER INSERT ON ticket BEGIN {_COUNT.format(row='new', n=1)} END",
    f"CREATE TRIGGER ticket_uncounted AFTER DELETE ON ticket BEGIN {_COUNT.format(row='old', n=-1)} END",
    f"""CREATE TRIGGER ticket_recounted AFTER UPDATE OF status, assignee_id, waiting_since ON ticket
    WHEN old.status <> new.status OR old.assignee_id IS NOT new.assignee_id
      OR (old.waiting_since IS NULL) <> (new.waiting_since IS NULL)
    BEGIN {_COUNT.format(row="old", n=-1)} {_COUNT.format(row="new", n=1)} END""",
    """CREATE TRIGGER ticket_tagged AFTER INSERT ON ticket WHEN new.tags <> '[]' BEGIN
    INSERT INTO ticket_tag SELECT value, new.id FROM json_each(new.tags) WHERE true ON CONFLICT DO NOTHING; END""",
    """CREATE TRIGGER ticket_retagged AFTER UPDATE OF tags ON ticket WHEN old.tags <> new.tags BEGIN
    DELETE FROM ticket_tag WHERE ticket_id = new.id;
    INSERT INTO ticket_tag SELECT value, new.id FROM json_each(new.tags) WHERE true ON CONFLICT DO NOTHING; END""",
)


def up(migrator: Any, db: Any) -> None:
    """Create everything."""
    for statement in TABLES.split(";"):
        sql = statement.strip().replace("id PK", "id INTEGER PRIMARY KEY AUTOINCREMENT").replace(" INT ", " INTEGER ")
        if not sql:
            continue
        sql = sql.replace(" INT,", " INTEGER,").replace(" INT)", " INTEGER)")
        if sql.startswith("CREATE TABLE"):
            name = sql.split()[2]
            sql += " STRICT, WITHOUT ROWID" if name in WITHOUT_ROWID else " STRICT"
        db.execute_sql(sql)
    # Ticket numbers start at 1001: a short "#7" in a subject line is too easily something else.
    db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('ticket', 1000)")
    for statement in (*FULL_TEXT.split(";"), *TRIGGERS):
        if statement.strip():
            db.execute_sql(statement.strip())
