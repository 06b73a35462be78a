"""What both screens of customers can do: edit, note, tag, merge; asked for in the same words.

The one rule: it asks and passes on; what an act does is written in `customers`.
"""

from collections.abc import Mapping, Sequence

from crmtui.customers import book
from crmtui.customers.book import CustomerPages, CustomerRow
from crmtui.db import profile_sql
from crmtui.screens.base import DeskScreen
from crmtui.text import money, one_line, plural
from crmtui.widgets.picker import Choice, Picker
from crmtui.widgets.prompt import Confirm, Prompt

_FIELDS = (
    ("name", "name"), ("company", "company"), ("phone", "number"), ("email", "main address"),
    ("country", "country"), ("locale", "language"), ("timezone", "time zone"),
)  # fmt: skip
_CANDIDATES = 200


class CustomerVerbs(DeskScreen):
    """A screen that acts on customers; subclasses say on whom (`chosen`)."""

    async def chosen(self) -> Sequence[int]:
        """The customers that are meant."""
        raise NotImplementedError

    async def _rows(self) -> list[CustomerRow]:
        rows = await self.engine.read(book.rows_by_id, list(await self.chosen()))
        if not rows:
            self.say("no customer here")
        return rows

    async def do_customer_edit(self, **fields: str) -> None:
        """Pick a field, type what it should say."""
        rows = await self._rows()
        if len(rows) != 1:
            if rows:
                self.say("one customer at a time: esc unmarks")
            return
        row = rows[0]
        if not fields:
            present = await self.engine.read(profile_sql.editable, row.id)
            choices = [Choice(key, title, one_line(present[key]) or "-") for key, title in _FIELDS]
            picked = await self.app.push_screen_wait(Picker(f"Edit {title_of(row)}", choices))
            if not picked:
                return
            text = await self._ask_field(picked[0], present)
            if text is None:
                return
            fields = {picked[0]: text}
        await self.act("customer.edit", [row.id], seen={row.id: row.version}, **fields)

    async def _ask_field(self, field: str, present: Mapping[str, str]) -> str | None:
        if field == "timezone":
            # Late: with it come the names of all zones.
            from crmtui.screens.zone_asking import ask_zone

            return await ask_zone(self, present[field], present["country"])
        text: str | None = await self.app.push_screen_wait(Prompt(f"{dict(_FIELDS)[field]}:", present[field]))
        return text

    async def do_customer_note(self, text: str | None = None) -> None:
        """Write what everyone should know."""
        rows = await self._rows()
        if not rows:
            return
        if text is None:
            # Late: a text area is not wanted before the first note.
            from crmtui.screens.note import NoteScreen

            present = await self.engine.read(profile_sql.note, rows[0].id) if len(rows) == 1 else ""
            text = await self.app.push_screen_wait(NoteScreen(f"Note on {_names(rows)}", present))
            if text is None:
                return
        await self.act("customer.note", [row.id for row in rows], seen={row.id: row.version for row in rows}, text=text)

    async def do_customer_tag(self, tags: Sequence[str] | None = None) -> None:
        """Pick tags; those that all of them have are marked."""
        rows = await self._rows()
        if not rows:
            return
        ids = [row.id for row in rows]
        if tags is not None:
            await self.act("customer.tag", ids, tags=tags)
            return
        held = sorted(set.intersection(*(set(row.tags) for row in rows)))
        known = await self.engine.read(profile_sql.tags)
        choices = [Choice(tag, tag, plural(count, "customer")) for tag, count in known]
        picker = Picker(f"Tag {_names(rows)}", choices, chosen=held, multiple=True, create=True)
        picked = await self.app.push_screen_wait(picker)
        if picked is None:
            return
        add, remove = sorted(set(picked) - set(held)), sorted(set(held) - set(picked))
        if add or remove:
            await self.act("customer.tag", ids, tags=add, remove=remove)
        else:
            self.say("no tags changed")

    async def do_customer_merge(self, into: int | None = None) -> None:
        """Make one of the marked two; or pick whom the one here goes into."""
        rows = await self._rows()
        if not rows:
            return
        if len(rows) == 1:
            stays = await self._pick_other(rows[0])
        else:
            stays = await self._pick_staying(rows)
        if into is not None:
            stays = into
        if stays is None:
            return
        gone = [row.id for row in rows if row.id != stays]
        target = next(iter(await self.engine.read(book.rows_by_id, [stays])), None)
        if target is None or not gone:
            self.say("a customer cannot be merged with themselves")
            return
        sums = [await self.engine.read(profile_sql.holdings, row_id) for row_id in gone]
        what = ", ".join(
            plural(sum(counts), noun, many)
            for counts, (noun, many) in zip(zip(*sums, strict=True), _MOVED, strict=True)
            if sum(counts)
        )
        names = _names([row for row in rows if row.id != stays])
        question = f"Merge {names} into {title_of(target)}?"
        if await self.app.push_screen_wait(Confirm(question, f"{what or 'nothing'} will move; z undoes it.")):
            seen = {row.id: row.version for row in rows} | {target.id: target.version}
            outcome = await self.act("customer.merge", gone, seen=seen, into=stays)
            if outcome is not None:
                await self.merged(stays)

    async def merged(self, stays: int) -> None:
        """A merge is done; screens that show the emptied one go to the one that stayed."""

    async def _pick_staying(self, rows: Sequence[CustomerRow]) -> int | None:
        picked = await self.app.push_screen_wait(Picker("Who stays?", [_choice(row) for row in rows]))
        return int(picked[0]) if picked else None

    async def _pick_other(self, row: CustomerRow) -> int | None:
        likely = await self._candidates(row)
        title = f"Merge {title_of(row)} into"
        picked = await self.app.push_screen_wait(Picker(title, [_choice(one) for one in likely], create=True))
        while picked and not picked[0].isdecimal():
            # Words that fit none of those shown: look in the whole book.
            pages = CustomerPages(picked[0])
            await self.engine.read(pages.count)
            found = [one for one in await self.engine.read(pages.page, 0, _CANDIDATES) if one.id != row.id]
            if not found:
                self.say(f"nobody is found by {picked[0]}")
                return None
            picked = await self.app.push_screen_wait(Picker(title, [_choice(one) for one in found], create=True))
        return int(picked[0]) if picked else None

    async def _candidates(self, row: CustomerRow) -> list[CustomerRow]:
        """Who may be the same person first: same name, same address before the @; then the book."""
        words = [row.name, row.email.partition("@")[0], *row.name.split()]
        found: dict[int, CustomerRow] = {}
        for text in dict.fromkeys(word for word in words if word.strip()):
            pages = CustomerPages(text)
            await self.engine.read(pages.count)
            found |= {one.id: one for one in await self.engine.read(pages.page, 0, 20)}
        pages = CustomerPages()
        await self.engine.read(pages.count)
        found |= {one.id: one for one in await self.engine.read(pages.page, 0, _CANDIDATES) if one.id not in found}
        return [one for one in found.values() if one.id != row.id]


_MOVED = (("address", "addresses"), ("order", "orders"), ("ticket", "tickets"), ("message", "messages"))


def title_of(row: CustomerRow) -> str:
    """What to call them, in one line."""
    return one_line(row.title)


def _names(rows: Sequence[CustomerRow]) -> str:
    return title_of(rows[0]) if len(rows) == 1 else plural(len(rows), "customer")


def _choice(row: CustomerRow) -> Choice:
    facts = [one_line(row.email)] if row.name else []
    facts.append(plural(row.orders_count, "order") if row.orders_count else "no orders")
    if row.spent:
        facts.append(money(row.spent, row.currency))
    return Choice(str(row.id), title_of(row), "  ".join(facts))
