from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.desk.liquid import FIELDS, check, partial, paths, render, unresolved
from crmtui.errors import TemplateError

ORDER = {
    "name": "#5527",
    "number": "5527",
    "placed_at": 1_700_000_000,
    "total": 8400,
    "currency": "EUR",
    "shipping": 0,
    "tracking_number": "",
    "carrier": None,
    "items": [
        {"title": "Linen shirt L", "sku": "LIN-SH-L", "quantity": 1, "price": 6400},
        {"title": "Socks", "sku": "", "quantity": 2, "price": 1000},
    ],
}
CONTEXT: dict[str, object] = {
    "customer": {"name": "Jide Okafor", "first_name": "Jide", "email": "jide@okafor.example", "orders_count": 4},
    "order": ORDER,
    "ticket": {"number": 1042, "subject": "Where is it?", "tags": ["late", "dhl"]},
    "agent": {"name": "Ana Ruiz", "first_name": "Ana"},
    "shop": {"name": "Fjord & Linden"},
    "now": 1_700_600_000,
}


def text(source: str, locale: str = "en", timezone: str = "UTC", **over: object) -> str:
    return render(source, CONTEXT | over, locale=locale, timezone=timezone).text


def refusal(source: str, **over: object) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        text(source, **over)
    return caught.value


def outcome(source: str) -> TemplateError | None:
    try:
        check(source)
        render(source, CONTEXT, locale="en", timezone="UTC")
    except TemplateError as error:
        return error
    return None


def test_fields_become_text() -> None:
    assert text("Hi {{ customer.first_name }}, order {{ order.name }}.") == "Hi Jide, order #5527."


def test_used_paths_are_told_in_order() -> None:
    done = render("{{ order.name }} {{ customer.name }} {{ order.name }}", CONTEXT, locale="en", timezone="UTC")
    assert done.used_paths == ("order.name", "customer.name")


@pytest.mark.parametrize("empty", [None, "", "  ", "\n"])
def test_empty_value_stops_with_its_very_place(empty: object) -> None:
    source = "Hi {{ customer.first_name }},\n\nfollow it: {{ order.tracking_number }}"
    error = refusal(source, order=ORDER | {"tracking_number": empty})
    assert error.message == "order.tracking_number is empty: this order has no shipment yet"
    assert (error.line, error.column) == (2, source.split("\n")[2].index("order."))
    assert "default" in error.hint


def test_no_greeting_without_a_name() -> None:
    error = refusal("Hi {{ customer.first_name }},", customer={"name": "", "email": "x@y.example"})
    assert "first_name is empty" in error.message


def test_absent_record_is_named_as_the_reason() -> None:
    assert refusal("{{ order.name }}", order=None).message == "order.name is empty: no order belongs to this ticket"


@pytest.mark.parametrize(
    "source",
    [
        "{{ order.carrier | upcase }}",
        "{{ order.carrier | append: '!' }}",
        "{{ 'by ' | append: order.carrier }}",
        "{% assign c = order.carrier %}{{ c }}",
        "{% assign c = order.carrier | append: '!' %}{{ c }}",
        "{% assign c = 'x' | append: order.carrier %}{{ c }}",
        "{% capture c %}by {{ order.carrier }}{% endcapture %}{{ c }}",
        "{{ order.carrier | default: customer.phone }}",
        "{{ order.carrier | default: '' }}",
        "{{ order.tracking_number | truncate: 5 }}",
        "{{ order.shipped_at | date: 'long' }}",
        "{{ order.refunded | money }}",
        "{% for item in order.items %}{{ item.sku }},{% endfor %}",
        "{% assign last = order.items | last %}{{ last.sku }}",
        "{{ order.items[1].sku }}",
        "{{ ticket.subject | remove: 'Where is it?' }}",
    ],
)
def test_nothing_empty_slips_through_filters_variables_or_loops(source: str) -> None:
    assert check(source) == ()
    assert "is empty" in refusal(source).message


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ order.carrier | default: "our carrier" }}', "our carrier"),
        ('{{ order.carrier | upcase | default: "our carrier" }}', "our carrier"),
        ('{{ order.carrier | append: "!" | default: "soon" }}', "soon"),
        ('{{ order.carrier | default: customer.phone | default: "none" }}', "none"),
        ("{{ order.carrier | default: customer.first_name | upcase }}", "JIDE"),
        ("{{ customer.first_name | default: 'you' }}", "Jide"),
        ("{{ customer.orders_count | default: 'no' }}", "4"),
        ("{{ order.shipping | default: 'free' }}", "€0.00"),
    ],
)
def test_default_settles_an_empty_value(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("order.tracking_number", False),
        ("order.name", True),
        ('order.tracking_number == ""', True),
        ("order.tracking_number == blank", True),
        ("order.tracking_number == nil", True),
        ('order.tracking_number != ""', False),
        ('order.tracking_number == "7"', False),
        ("order.refunded > 5", False),
        ("order.refunded <= 5", False),
        ("order.total > 80", True),
        ("order.total >= 84 and customer.orders_count > 3", True),
        ("order.items.size > 1", True),
        ("order.tracking_url contains 'dhl'", False),
        ("ticket.tags contains 'dhl'", True),
        ("order.carrier or customer.name", True),
    ],
)
def test_conditions_on_empty_values_are_answered(condition: str, holds: bool) -> None:
    assert text(f"{{% if {condition} %}}yes{{% else %}}no{{% endif %}}") == ("yes" if holds else "no")
    assert text(f"{{% unless {condition} %}}no{{% else %}}yes{{% endunless %}}") == ("yes" if holds else "no")


def test_condition_on_an_absent_record_is_answered() -> None:
    assert text("{% if order %}a{% else %}b{% endif %}{% if order.total > 5 %}c{% endif %}", order=None) == "b"


def test_loop_over_nothing_stops_unless_it_says_what_else() -> None:
    source = "{% for item in order.items %}{{ item.title }}{% endfor %}"
    assert "order.items is empty" in refusal(source, order=ORDER | {"items": []}).message
    settled = "{% for item in order.items %}{{ item.title }}{% else %}nothing{% endfor %}"
    assert text(settled, order=None) == "nothing"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en", "€84.00"), ("de-DE", "84,00\xa0€"), ("fr_FR", "84,00\xa0€"), ("xx-nowhere", "€84.00"), ("", "€84.00")],
)
def test_money_reads_in_the_customers_locale(locale: str, expected: str) -> None:
    assert text("{{ order.total | money }}", locale) == expected
    assert text("{{ order.total }}", locale) == expected


def test_money_of_bare_minor_units_wants_a_currency() -> None:
    assert text("{{ 1234 | money: 'JPY' }}{{ 1234 | money: 'usd' }}") == "¥1,234$12.34"
    assert "currency" in refusal("{{ 1234 | money }}").message


def test_prices_of_items_use_the_orders_currency() -> None:
    assert text("{% for i in order.items %}{{ i.price }} {% endfor %}") == "€64.00 €10.00 "


@pytest.mark.parametrize(
    ("style", "locale", "timezone", "expected"),
    [
        ("", "en", "UTC", "Nov 14, 2023"),
        (": 'long'", "de", "UTC", "14. November 2023"),
        (": 'full'", "fr", "UTC", "mardi 14 novembre 2023"),
        (": '%d %B %Y'", "es", "UTC", "14 noviembre 2023"),
        (": '%d.%m. um %H:%M Uhr'", "de", "Asia/Tokyo", "15.11. um 07:13 Uhr"),
        (': "%A, o\'clock %H"', "en", "Nowhere/Zone", "Tuesday, o'clock 22"),
        (": 'short'", "ja", "Asia/Tokyo", "2023/11/15"),
    ],
)
def test_dates_read_in_the_customers_locale_and_timezone(style: str, locale: str, timezone: str, expected: str) -> None:
    assert text("{{ order.placed_at | date" + style + " }}", locale, timezone) == expected


def test_without_any_zone_dates_read_by_this_machines_clock(move: Callable[[str], None]) -> None:
    move("Asia/Tokyo")
    assert text("{{ order.placed_at | date: '%d.%m. %H:%M' }} {{ order.placed_at | date: 'time' }}", "de", "") == (
        "15.11. 07:13 07:13"
    )


def test_wrong_date_style_is_told_at_its_place() -> None:
    error = refusal("{{ order.placed_at | date: 'middling' }}")
    assert "middling" in error.message
    assert (error.line, error.column) == (0, 21)


def test_lists_of_words_and_of_titles() -> None:
    assert text("{{ ticket.tags }}") == "late, dhl"
    assert text("{{ order.items | map: 'title' | join: ' + ' }}") == "Linen shirt L + Socks"
    assert text("{{ order.items | map: 'price' | join }}", "de") == "64,00\xa0€, 10,00\xa0€"


@pytest.mark.parametrize(
    ("source", "line", "column", "part"),
    [
        ("Hi {{ customer.first_nam }}", 0, 6, "did you mean customer.first_name?"),
        ("a\nb {{ order.tracking }}", 1, 5, "order.tracking"),
        ("{% if order.traking_number %}x{% endif %}", 0, 6, "order.tracking_number"),
        ("{% for item in order.items %}{{ item.titel }}{% endfor %}", 0, 32, "order.items.title"),
        ("{{ order.total | monney }}", 0, 17, "money"),
        ("{{ foo }}", 0, 3, "foo"),
        ("{{ order }}", 0, 3, "order.name"),
        ("{{ order.items }}", 0, 3, "for item in"),
        ("{{ order[customer.name] }}", 0, 3, "written out"),
        ("ok\n{{ customer.name", 1, 0, "never closed"),
        ("ok {% if order.name %}\nx", 0, 3, "endif"),
        ("x {{ customer.name | }}", 0, 20, "name"),
        ("{{ customer.name email }}", 0, 17, ""),
        ("{% foo %}", 0, 3, "foo"),
        ("{% endif %}", 0, 3, "endif"),
        ("{% if order.total = 5 %}x{% endif %}", 0, 18, "="),
        ("{% include 'x' %}", 0, 3, "include"),
        ("{% render 'x' %}", 0, 3, "render"),
        ("{{ }}", 0, 2, "field"),
    ],
)
def test_check_names_the_place_and_the_cure(source: str, line: int, column: int, part: str) -> None:
    problem = check(source)[0]
    assert (problem.line, problem.column) == (line, column)
    assert part in f"{problem.message} {problem.hint}"
    with pytest.raises(TemplateError) as caught:
        partial(source, CONTEXT)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_own_variables_are_followed() -> None:
    source = "{% assign o = order %}{{ o.name }}{% assign f = order.items | first %}{{ f.title }}{{ f.nope }}"
    assert [p.message for p in check(source)] == ["there is no field order.items.nope"]
    assert paths(source) == ("order", "order.name", "order.items", "order.items.title")
    fine = "{% assign n = 'a' | append: 'b' %}{{ n }}{% for i in (1..3) %}{{ forloop.index }}{{ i }}{% endfor %}"
    assert check(fine) == ()
    assert text(fine) == "ab112233"


def test_every_field_of_the_table_can_be_written() -> None:
    for field in FIELDS:
        if field.kind != "records":
            assert check(f"{{{{ {field.path} }}}}") == (), field.path
        assert field.help


def test_what_is_not_in_the_table_is_not_seen() -> None:
    context = CONTEXT | {"secret": "x", "customer": {"name": "J", "password": "hunter2"}}
    with pytest.raises(TemplateError):
        render("{{ customer.password }}", context, locale="en", timezone="UTC")
    with pytest.raises(TemplateError):
        render("{{ secret }}", context, locale="en", timezone="UTC")
    with pytest.raises(TemplateError):
        render("{{ customer.name.__class__ }}", context, locale="en", timezone="UTC")


def test_a_tag_alone_on_its_line_leaves_no_empty_line() -> None:
    source = (
        "Hello\n{% if order.name %}\n  {% if order.total > 1 %}\nIt is {{ order.name }}.\n"
        "  {% endif %}\n{% endif %}\nBye\n"
    )
    assert text(source) == "Hello\nIt is #5527.\nBye\n"
    assert text("a {% if order.name %} b\n{% endif %}\nc") == "a  b\nc"


def test_partial_leaves_gaps_where_they_can_be_filled() -> None:
    source = (
        "Hi {{ customer.first_name }},\n"
        "{{ order.carrier | upcase }} no. {{ order.tracking_number }}!\n{{ customer.name }}"
    )
    draft = partial(source, CONTEXT)
    assert draft.text == "Hi Jide,\n{{ order.carrier }} no. {{ order.tracking_number }}!\nJide Okafor"
    assert [(g.path, g.line, g.column) for g in draft.gaps] == [
        ("order.carrier", 1, 0),
        ("order.tracking_number", 1, 24),
    ]
    assert [draft.text[g.start : g.end] for g in draft.gaps] == ["{{ order.carrier }}", "{{ order.tracking_number }}"]
    assert draft.gaps[1].why == "this order has no shipment yet"
    assert [(g.path, g.start) for g in unresolved(draft.text)] == [(g.path, g.start) for g in draft.gaps]


def test_partial_marks_gaps_in_loops_and_captures() -> None:
    source = (
        "{% capture c %}by {{ order.carrier }}{% endcapture %}{{ c }} "
        "{% for i in order.items %}{{ i.sku }} {% endfor %}"
    )
    draft = partial(source, CONTEXT)
    assert draft.text == "by {{ order.carrier }} LIN-SH-L {{ order.items.sku }} "
    assert [draft.text[g.start : g.end] for g in draft.gaps] == ["{{ order.carrier }}", "{{ order.items.sku }}"]
    assert len(unresolved(draft.text)) == 2
    assert partial("{% for i in order.items %}x{% endfor %}", {}).text == "{{ order.items }}"


def test_a_finished_text_has_no_gaps() -> None:
    assert partial("Hi {{ customer.name }}", CONTEXT).gaps == ()
    assert unresolved(text("Hi {{ customer.name }}")) == ()


@pytest.mark.parametrize(
    "evil",
    [
        "{{ order.total }}",
        "{{order.total}}",
        "{% if order %}x{% endif %}",
        "{{{{ order.total }}}}",
        "\ufdd00\ufdd1",
        "{{ now }}",
    ],
)
def test_braces_of_a_customer_are_neither_evaluated_nor_taken_for_gaps(evil: str) -> None:
    customer = {"name": evil, "first_name": "J"}
    for made in (
        text("Hi {{ customer.name }}", customer=customer),
        text("Hi {% assign n = customer.name %}{{ n }}", customer=customer),
        partial("Hi {{ customer.name }}", CONTEXT | {"customer": customer}).text,
    ):
        assert unresolved(made) == ()
        assert "84" not in made


def test_quoted_braces_do_not_hold_up_a_send() -> None:
    mail = "Thanks!\n\n> you wrote {{ customer.name }}\n  > and {{ order.total }}\nsee {{ foo }} and {{ x.y }} and {}"
    assert unresolved(mail) == ()
    assert [g.path for g in unresolved("Hi {{customer.frist_name}}, {{- order.total | money -}} {{ now }}")] == [
        "customer.frist_name",
        "order.total",
        "now",
    ]


BOMBS = [
    "{% for a in (1..100000000) %}x{% endfor %}",
    "{% for a in (1..1000) %}{% for b in (1..1000) %}x{% endfor %}{% endfor %}",
    "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}",
    "{% capture a %}xxxxxxxxxx{% endcapture %}" + "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 40,
    "{{ '" + "x" * 900 + "'" + "}}",
    "{{ 'xxxxxxxx' " + "| replace: 'x', 'xxxxxxxx' " * 20 + "}}",
    "{% if true %}" * 500 + "{% endif %}" * 500,
    "{{ order" + "[order" * 300 + "]" * 300 + " }}",
    "{{" + " " * 60_000,
    "{{ " * 20_000,
    "{%" * 20_000,
    "{{" + " " * 60_000 + "}}",
    "{{ customer.name" + " | upcase" * 5_000 + " }}",
    "{% if " + "true and " * 5_000 + "true %}x{% endif %}",
    "x" * 1_000_000,
    "{{ 'a' | slice: 999999999999999999999999 }}",
    "{{ (1..99999999999) | first }}{{ (1..99999999999) | join }}",
    "{{ 99999999999999999999 | date: '%Y' }}",
    "{{ order.total | date }}",
    "{% case order.name %}" * 300,
    "{{ " + "9" * 800 + " | money: 'EUR' }}",
    "{{ 'x' | truncate: 'y' }}",
    "{% break %}",
    "{% raw %}" * 100,
    "{% comment %}" * 3000,
]


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_bombs_stop(source: str) -> None:
    """Each of them takes minutes or gigabytes where nothing stops it."""
    error = outcome(source)
    if error is not None:
        assert error.line is not None
        assert "\n" not in error.message
        assert len(error.message) < 300


def test_looking_for_gaps_is_linear_in_hostile_text() -> None:
    for hostile in ("{{ " * 100_000, "{{ order." * 50_000, "{{ order.x " + " " * 300_000, "{{ customer.a" * 20_000):
        assert unresolved(hostile) == ()


PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", " ", "\n", "customer.name", "order.carrier", "|", "default:", "'x'", "if", "endif", "for",
     "endfor", "i in order.items", "assign a =", "a", "i.sku", "date", "money", ":", ",", "(1..3)", "==", "else", "raw",
     "endraw", "comment", "-", "[0]", ".", "contains", "nil", "case", "when", "é", "{"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_any_source_renders_or_says_where_not(source: str) -> None:
    error = outcome(source)
    if error is not None:
        assert error.line is not None
        assert error.column is not None
        assert 0 <= error.line <= source.count("\n")
        assert 0 <= error.column <= len(source.split("\n")[error.line])
    if error is None or (" is empty" in error.message and error.message.startswith(("customer.", "order."))):
        draft = partial(source, CONTEXT)
        assert [draft.text[g.start : g.end] for g in draft.gaps] == [f"{{{{ {g.path} }}}}" for g in draft.gaps]
