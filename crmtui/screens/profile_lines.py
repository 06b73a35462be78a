"""A customer and their orders set in lines: what the sidebar, the contacts and the customer's own screen show.

The one rule: plain lines from a `Profile`, nothing read here; words before colour, and money says its currency.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import MouseScrollDown, MouseScrollUp

from crmtui.customers.profile import FulfillmentView, OrderView, Profile
from crmtui.mail.smtp_words import plainly
from crmtui.text import cells, clean, cut, money, one_line, pad, plural, when, wrap
from crmtui.widgets.lines import Line, LineWidget, Span, Tone, fill_between, width_of
from crmtui.zones import clock_there

_BLANK: Line = ()
# States that need no word: they are how it should be.
_SILENT = frozenset(("", "unknown"))
_NOTE_LINES = 4
_ITEMS = 6
_BOUNCE_LINES = 3
# Lines of a pane below which it holds the facts alone.
_LOW = 8
_MINUTE = 60


def words_of(status: str) -> str:
    """A state as people say it: "partially refunded"."""
    return one_line(status).replace("_", " ")


def title_of(profile: Profile) -> str:
    """What to call a customer."""
    return one_line(profile.name) or (one_line(profile.emails[0]) if profile.emails else f"customer {profile.id}")


def worth(profile: Profile) -> str:
    """Orders, money and refunds in a few words."""
    parts = [plural(profile.orders_count, "order") if profile.orders_count else "no orders"]
    parts += [f"{money(minor, currency)} net" for currency, minor in profile.spent if minor]
    if profile.refunds:
        parts.append(plural(profile.refunds, "refund"))
    return " . ".join(parts)


def card(profile: Profile, width: int, now: int, tz: tzinfo | None = None) -> list[Line]:
    """Who they are: name, addresses, worth, tickets, tags, note."""
    since = (Span(f"since {when(profile.since, now, tz)}", Tone.DIM),)
    lines: list[Line] = [fill_between((Span(title_of(profile), Tone.STRONG),), since, width)]
    if profile.company:
        lines.append((Span(one_line(profile.company)),))
    lines += [(Span(one_line(address)),) for address in (*profile.emails, *profile.phones)]
    for address, at, why in profile.bounced:
        told = f"! {one_line(address)}: mail came back {when(at, now, tz)}"
        told += f", {one_line(plainly(why))}" if why else ""
        lines += [(Span(line, Tone.ALERT),) for line in wrap(told, width)[:_BOUNCE_LINES]]
    lines += [(Span(one_line(account), Tone.DIM),) for account in profile.accounts if not profile.emails]
    where, clock = _place(profile), _clock(profile, now)
    both = " . ".join(one for one in (where, clock) if one)
    facts = [both] if cells(both) <= width else [where, clock]
    lines += [(Span(line, Tone.DIM),) for fact in facts for line in wrap(fact, width) if line]
    lines += [(Span(line),) for line in wrap(worth(profile), width)]
    lines.append((Span(_tickets(profile)),))
    if profile.tags:
        lines.append((Span(" ".join(f"#{one_line(tag)}" for tag in profile.tags), Tone.ACCENT),))
    if profile.note:
        noted = wrap(clean(profile.note, newlines=True), width - 2)
        lines += [(Span("| ", Tone.DIM), Span(line)) for line in noted[:_NOTE_LINES]]
        if len(noted) > _NOTE_LINES:
            lines.append((Span(f"| {len(noted) - _NOTE_LINES} lines more", Tone.DIM),))
    return lines


def _place(profile: Profile) -> str:
    """Where they live and what they speak."""
    return " . ".join(one_line(fact) for fact in (profile.country, profile.locale) if fact)


def _clock(profile: Profile, now: int) -> str:
    """What their clock shows, "" where it is not known."""
    return one_line(clock_there(profile.timezone, now)) if profile.timezone else ""


def _tickets(profile: Profile) -> str:
    if not profile.tickets_count:
        return "no tickets"
    open_ones = f", {profile.open_tickets} open" if profile.open_tickets else ""
    return plural(profile.tickets_count, "ticket") + open_ones


def brief(profile: Profile, now: int, tz: tzinfo | None = None) -> Line:
    """Everything that matters in one line, what a narrow one may lose last: name, order, worth, since when.

    That mail to them came back comes before all of that: an answer would come back as well.
    """
    first = profile.orders[0] if profile.orders else None
    facts = [headline(first, now, tz) + (", named here" if first.mentioned else "")] if first else []
    facts += [worth(profile), f"since {when(profile.since, now, tz)}"]
    back = (Span(" . "), Span("! mail came back", Tone.ALERT)) if profile.bounced else ()
    return (Span(title_of(profile), Tone.STRONG), *back, Span("".join(f" . {fact}" for fact in facts)))


def headline(order: OrderView, now: int, tz: tzinfo | None = None) -> str:
    """An order in a few words: "#5527 paid, fulfilled 20 Nov"."""
    states = [words_of(state) for state in states_of(order)]
    day = f" {when(order.placed_at, now, tz)}" if order.placed_at is not None else ""
    return f"{one_line(order.name)} {', '.join(states)}".rstrip() + day


def states_of(order: OrderView) -> list[str]:
    """Where money and goods are, as far as it is known."""
    states = ["cancelled"] if order.cancelled_at is not None else []
    return states + [state for state in (order.payment_status, order.fulfillment_status) if state not in _SILENT]


def order_lines(
    order: OrderView, width: int, now: int, tz: tzinfo | None = None, *, items: int = _ITEMS
) -> Iterator[Line]:
    """One order: name and money, states, parcels, items, refunds.

    Args:
        order: the order.
        width: cells there are.
        now: the present.
        tz: the reader's zone.
        items: lines of items shown before the rest is counted.
    """
    amount = Span(money(order.total, order.currency), Tone.STRONG)
    name: Line = (Span(one_line(order.name), Tone.STRONG),)
    mark: Line = (Span("named in this mail", Tone.MATCH),) if order.mentioned else ()
    both: Line = (*name, Span("  "), *mark) if mark else name
    # The money of the very order that is asked about must not give way to the mark.
    beside = width_of(both) + len(amount.text) < width
    yield fill_between(both if beside else name, (amount,), width)
    if mark and not beside:
        yield mark
    day = when(order.placed_at, now, tz) if order.placed_at is not None else "no date"
    yield (Span(" . ".join([day, *(words_of(state) for state in states_of(order))])),)
    for parcel in order.fulfillments:
        yield from _parcel(parcel, width, now, tz)
    yield from _items(order, width, items)
    if order.refunded and not order.refunds:
        yield _money_line("refunded", order.refunded, width)
    for refund in order.refunds:
        day = f" {when(refund.at, now, tz)}" if refund.at is not None else ""
        reason = f" {one_line(refund.reason)}" if refund.reason else ""
        yield _money_line(f"refunded{day}{reason}", refund.amount, width)
    if order.note:
        yield from ((Span("| ", Tone.DIM), Span(line)) for line in wrap(one_line(order.note), width - 2)[:2])


def _parcel(parcel: FulfillmentView, width: int, now: int, tz: tzinfo | None) -> Iterator[Line]:
    if parcel.delivered_at is not None:
        state = f"delivered {when(parcel.delivered_at, now, tz)}"
    elif parcel.shipped_at is not None:
        state = f"shipped {when(parcel.shipped_at, now, tz)}"
    else:
        state = words_of(parcel.status) or "parcel"
    track = " ".join(filter(None, (one_line(parcel.carrier), one_line(parcel.tracking_number))))
    if len(state) + len(track) + 2 <= width:
        yield (Span(f"{state}  {track}".rstrip()),)
    else:
        yield (Span(state),)
        yield (Span(track),)


def _items(order: OrderView, width: int, items: int) -> Iterator[Line]:
    shown = order.lines if len(order.lines) <= items else order.lines[: items - 1]
    for line in shown:
        label = one_line(line.title) or one_line(line.sku)
        sku = f"  {one_line(line.sku)}" if line.title and line.sku and width >= 50 else ""
        yield _money_line(f"{line.quantity:>3}  {label}{sku}", line.total, width)
    if len(shown) < len(order.lines):
        yield (Span(f"     {len(order.lines) - len(shown)} items more", Tone.DIM),)


def _money_line(text: str, minor: int, width: int) -> Line:
    amount = money(minor, "").rstrip()
    room = width - len(amount) - 1
    return (Span(pad(cut(text, room), room) + " "), Span(amount))


def order_list(orders: Sequence[OrderView], width: int, now: int, tz: tzinfo | None = None) -> list[Line]:
    """Orders one below the other, a blank line between."""
    lines: list[Line] = []
    for order in orders:
        lines += [*order_lines(order, width, now, tz), _BLANK]
    return lines[:-1]


def profile_lines(profile: Profile, width: int, now: int, tz: tzinfo | None = None) -> list[Line]:
    """The whole pane: who they are, their orders, their tickets."""
    lines = card(profile, width, now, tz)
    if profile.orders:
        lines += [_BLANK, *order_list(profile.orders, width, now, tz)]
        more = profile.orders_count - len(profile.orders)
        if more > 0:
            lines += [_BLANK, (Span(f"{plural(more, 'order')} more", Tone.DIM),)]
    if profile.tickets:
        lines.append(_BLANK)
        for ticket in profile.tickets:
            text = f"#{ticket.id} {words_of(ticket.status)}  {one_line(ticket.subject)}"
            lines.append((Span(cut(text, width), Tone.DIM if ticket.status == "resolved" else Tone.NORMAL),))
    return lines


class ProfilePane(LineWidget):
    """A customer's profile; what does not fit is scrolled to by the wheel, or by keys when it has the focus."""

    DEFAULT_CSS = """
    ProfilePane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("space,pagedown,ctrl+d", "scroll(10)", "page down", show=False),
        Binding("pageup,ctrl+u", "scroll(-10)", "page up", show=False),
    ]

    def __init__(self, *, orders: bool = True, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        """Make an empty pane.

        Args:
            orders: Show orders in a low pane too; not where they stand below it anyway.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._orders = orders
        self._profile: Profile | None = None
        self._now = self._top = 0

    def on_mount(self) -> None:
        """Their clock goes on while they are looked at."""
        self.set_interval(_MINUTE, self.tick)

    def tick(self) -> None:
        """Show what their clock says now."""
        if self._profile is not None and self._profile.timezone:
            self.show(self._profile, int(time.time()))

    def show(self, profile: Profile | None, now: int) -> None:
        """Show a customer, or nobody; only what differs is painted."""
        if (profile, now // 60) != (self._profile, self._now // 60):
            same = profile is not None and self._profile is not None and profile.id == self._profile.id
            self._top = self._top if same else 0
            self._profile, self._now = profile, now
            self.refresh()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The lines: in a low pane the facts in one line and the latest orders, else everything."""
        if self._profile is None:
            return ()
        if height < _LOW:
            return self._low(self._profile, height)
        found = self._found(self._profile, width)[self._top :]
        return found if len(found) <= height else [*found[: height - 1], (Span(" ..."),)]

    def _found(self, profile: Profile, width: int) -> list[Line]:
        return [(Span(" "), *line) for line in profile_lines(profile, width - 2, self._now)]

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        width, height = self.size
        count = len(self._found(self._profile, width)) if self._profile and height >= _LOW else 0
        top = max(0, min(self._top + by, count - height))
        if top != self._top:
            self._top = top
            self.refresh()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.action_scroll(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.action_scroll(-3)

    def _low(self, profile: Profile, height: int) -> Sequence[Line]:
        since = f"since {when(profile.since, self._now)}"
        lines: list[Line] = [(Span(" "), Span(title_of(profile), Tone.STRONG), Span(f" . {worth(profile)} . {since}"))]
        where = " . ".join(one_line(one) for one in (profile.company, *profile.emails, *profile.phones) if one)
        tags = " ".join(f"#{one_line(tag)}" for tag in profile.tags)
        facts = (_tickets(profile), _place(profile), _clock(profile, self._now), tags)
        place = " . ".join(one_line(one) for one in facts if one)
        note = f"| {one_line(profile.note)}" if profile.note else ""
        lines += [(Span(" " + text),) for text in (where, place, note) if text]
        if self._orders:
            lines += [
                (Span(f" {headline(order, self._now)}  {money(order.total, order.currency)}"),)
                for order in profile.orders
            ]
        return lines[:height]
