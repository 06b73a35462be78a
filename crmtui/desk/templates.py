"""Saved replies: which there are, what they may name of a ticket, and putting one into a letter.

The one rule: a template only ever sees the plain values that `scene_of` gathers; it reaches no record.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import cysqlite

from crmtui.config import load
from crmtui.customers import profile
from crmtui.db import template_sql
from crmtui.desk.first_name import first_name
from crmtui.desk.liquid import Draft, Gap, partial
from crmtui.desk.views import PRIORITIES
from crmtui.errors import NotFoundError, TemplateError
from crmtui.settings import Settings


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A saved reply; `folder` may be ""."""

    id: int
    folder: str
    name: str
    subject: str
    body: str
    uses: int
    last_used_at: int | None
    version: int

    @property
    def title(self) -> str:
        """Folder and name, as errors and the shell call it."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


@dataclass(frozen=True, slots=True)
class Scene:
    """What a template is rendered with: plain values, and where the reader lives."""

    context: dict[str, object]
    locale: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """A template as it goes into a letter; `gaps` are places in `text` that are still to be filled in."""

    template_id: int
    text: str
    gaps: tuple[Gap, ...]
    subject: str


def list_templates(connection: cysqlite.Connection) -> list[TemplateRow]:
    """Every template, folder by folder."""
    return [TemplateRow(*row) for row in template_sql.templates(connection)]


def get(connection: cysqlite.Connection, template_id: int) -> TemplateRow:
    """One template.

    Raises:
        NotFoundError: it is not there.
    """
    row = template_sql.template(connection, template_id)
    if row is None:
        raise NotFoundError(f"there is no template {template_id}", "Somebody deleted it; undo brings it back.")
    return TemplateRow(*row)


def find(template: int | str) -> int:
    """The id of a template by its id, name or folder/name, whatever the case.

    Raises:
        NotFoundError: there is none, or several folders have one of that name.
    """
    rows = list_templates(_bound())
    wanted = str(template).strip().casefold()
    for found in (
        [row for row in rows if wanted in (str(row.id), row.title.casefold())],
        [row for row in rows if row.name.casefold() == wanted],
    ):
        if len(found) == 1:
            return found[0].id
        if found:
            folders = ", ".join(row.title for row in found)
            raise NotFoundError(f'several templates are called "{template}"', f"Name one of {folders}.")
    near = get_close_matches(wanted, [row.name.casefold() for row in rows], n=1)
    hint = f'Did you mean "{near[0]}"?' if near else "`crmtui templates` lists all."
    raise NotFoundError(f'there is no template "{template}"', hint)


def count_uses(template_ids: Iterable[int], at: int) -> None:
    """Note that templates went into a reply; call inside a write transaction."""
    template_sql.count_uses(_bound(), template_ids, at)


def _bound() -> cysqlite.Connection:
    from crmtui.db.orm import raw  # late: lists are read without Peewee

    return raw()


# -- what a template may name --------------------------------------------------------------------------------------


def scene_of(
    connection: cysqlite.Connection,
    ticket_id: int,
    agent_id: int | None,
    *,
    settings: Settings | None = None,
    now: int | None = None,
) -> Scene:
    """What a template may name of a ticket, and the language and clock of its customer.

    Args:
        connection: the raw reader, or the one under Peewee.
        ticket_id: the ticket.
        agent_id: who writes.
        settings: for the shop's name, and the place of customers who have none; None reads them.
        now: the moment of writing; None asks the clock.

    Raises:
        NotFoundError: there is no such ticket.
    """
    house = settings or load()
    row = template_sql.ticket(connection, ticket_id)
    if row is None:
        raise NotFoundError(f"there is no ticket #{ticket_id}", "`crmtui list --view all` shows what there is.")
    number, subject, status, priority, tags, created_at, customer_id, mailbox = row
    words = f"{subject}\n{template_sql.customer_words(connection, ticket_id)}"
    who = profile.load(connection, customer_id, words) if customer_id is not None else None
    # The one that the customer names, else their latest.
    chosen = next(iter(who.orders), None) if who else None
    locale, timezone = template_sql.customer_place(connection, who.id) if who else ("", "")
    context: dict[str, object] = {
        "customer": _customer(who) if who else None,
        "order": _order(connection, chosen) if chosen else None,
        "ticket": {
            "number": number,
            "subject": subject,
            "status": status,
            "priority": PRIORITIES[priority],
            "tags": json.loads(tags),
            "created_at": created_at,
        },
        "agent": _agent(connection, agent_id),
        "shop": _shop(connection, house, mailbox),
        "now": int(time.time()) if now is None else now,
    }
    return Scene(context, locale or house.shop.locale, timezone or house.shop.timezone)


def insert(connection: cysqlite.Connection, template_id: int, scene: Scene) -> Insertion:
    """A template with everything filled in that is known; the rest stays as gaps.

    Raises:
        NotFoundError: there is no such template.
        TemplateError: it is broken, with line and column in its own text.
    """
    row = get(connection, template_id)
    try:
        body = draft(row.body, scene)
        subject = draft(row.subject, scene, marked=False)
    except TemplateError as error:
        raise TemplateError(f"template {row.title}: {error.message}", error.hint, error.line, error.column) from error
    # A subject line with gaps helps nobody: the ticket's own stays.
    return Insertion(row.id, body.text.rstrip(), body.gaps, "" if subject.gaps else " ".join(subject.text.split()))


def draft(source: str, scene: Scene, *, marked: bool = True) -> Draft:
    """Any source, rendered for a scene; gaps stay visible. `marked`: into a text in which light marks count."""
    return partial(source, scene.context, locale=scene.locale, timezone=scene.timezone, marked=marked)


def render_for(
    template_id: int, ticket_id: int, agent_id: int | None, *, settings: Settings | None = None
) -> Insertion:
    """A template for a ticket, under Peewee."""
    return insert(_bound(), template_id, scene_of(_bound(), ticket_id, agent_id, settings=settings))


def _customer(who: profile.Profile) -> dict[str, object]:
    first = first_name(who.name)
    rest = " ".join(who.name.replace(",", " ").split())
    last = rest.removeprefix(first).strip() if first and rest.startswith(first) else ""
    currency, spent = who.spent[0] if who.spent else ("", None)
    return {
        "name": who.name,
        "first_name": first,
        "last_name": last or (rest.removesuffix(first).strip() if first and rest.endswith(first) else ""),
        "email": who.emails[0] if who.emails else "",
        "phone": who.phones[0] if who.phones else "",
        "locale": who.locale,
        "country": who.country,
        "tags": list(who.tags),
        "since": who.since,
        "orders_count": who.orders_count,
        "total_spent": spent,
        "currency": currency,
    }


def _order(connection: cysqlite.Connection, order: profile.OrderView) -> dict[str, object]:
    subtotal, shipping, tax, discount, country = template_sql.order_sums(connection, order.id)
    parcels = [one for one in order.fulfillments if one.tracking_number] or list(order.fulfillments)
    parcel = parcels[-1] if parcels else None
    given_back = [one.at for one in order.refunds if one.at is not None]
    return {
        "name": order.name,
        "number": order.name.lstrip("#"),
        "placed_at": order.placed_at,
        "total": order.total,
        "subtotal": subtotal,
        "shipping": shipping,
        "tax": tax,
        "discount": discount or None,
        "currency": order.currency,
        "payment_status": order.payment_status.replace("_", " "),
        "fulfillment_status": order.fulfillment_status.replace("_", " "),
        "tracking_number": parcel.tracking_number if parcel else None,
        "tracking_url": parcel.tracking_url if parcel else None,
        "carrier": parcel.carrier if parcel else None,
        "shipped_at": parcel.shipped_at if parcel else None,
        "delivered_at": parcel.delivered_at if parcel else None,
        "cancelled_at": order.cancelled_at,
        # Nothing was refunded, not "0.00": a letter that announces a refund of nothing must stop.
        "refunded": order.refunded or None,
        "refunded_at": max(given_back, default=None),
        "country": country,
        "note": order.note,
        "items": [
            {
                "title": line.title,
                "sku": line.sku,
                "quantity": line.quantity,
                "price": line.unit_price,
                "total": line.total,
            }
            for line in order.lines
        ],
    }


def _agent(connection: cysqlite.Connection, agent_id: int | None) -> dict[str, object] | None:
    row = template_sql.agent(connection, agent_id) if agent_id is not None else None
    if row is None:
        return None
    name, email, signature = row
    return {"name": name, "first_name": first_name(name) or name, "email": email, "signature": signature}


def _shop(connection: cysqlite.Connection, house: Settings, mailbox: str) -> dict[str, object]:
    facts = template_sql.shop_facts(connection)
    box = house.mailbox_or_first(mailbox)
    return {
        "name": house.shop.name or facts.get("name", ""),
        "url": house.shop.url or facts.get("url", ""),
        "email": box.address if box else facts.get("email", ""),
    }
