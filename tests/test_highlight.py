"""Where searched words stand: folding, beginnings, scripts without spaces, and the words around a hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.highlight import Finder, around, fold, parts
from crmtui.text import cells, clean, one_line


def hits(text: str, *words: str) -> list[str]:
    return [text[start:stop] for start, stop in Finder(words).spans(text)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Where is my parcel?", ("parcel",), ["parcel"]),
        ("PARCEL, parcels", ("parcel",), ["PARCEL"]),
        ("PARCEL, parcels", ("parcel*",), ["PARCEL", "parcel"]),
        ("Möller, Moller, MÖLLER, Mo\u0308ller", ("moller",), ["Möller", "Moller", "MÖLLER", "Mo\u0308ller"]),
        ("Moller", ("Möller",), ["Moller"]),
        ("analysis for ana", ("ana",), ["ana"]),
        ("order 1042-33 and 104233", ("1042-33",), ["1042-33"]),
        ("jide@okafor.example", ("okafor.example",), ["okafor.example"]),
        ("LIN-SH-L lin sh", ("lin-sh",), ["LIN-SH", "lin sh"]),
        ("my lost parcel; lost\nparcel; lost the parcel", ("lost parcel",), ["lost parcel", "lost\nparcel"]),
        ("ご注文について", ("注文",), ["注文"]),
        ("注 文", ("注文",), ["注 文"]),
        ("서울로 보내", ("서울*",), ["서울"]),
        ("Где посылка", ("ГДЕ",), ["Где"]),
        ("nothing", (), []),
        ("nothing", ("...", "*"), []),
        ("snake_case", ("case",), ["case"]),
    ],
)
def test_hits(text: str, words: tuple[str, ...], found: list[str]) -> None:
    assert hits(text, *words) == found


def test_letters_of_other_scripts_stay_what_they_are() -> None:
    assert fold("한국が") == "한국が"
    assert fold("Straße") == "straße"


def test_marks_after_a_hit_belong_to_it() -> None:
    assert hits("cafe\u0301 noir", "cafe") == ["cafe\u0301"]


def test_the_pieces_are_the_text() -> None:
    text = "a parcel, a PARCEL"
    pieces = parts(text, Finder(["parcel"]).spans(text))
    assert pieces == [("a ", False), ("parcel", True), (", a ", False), ("PARCEL", True)]


def test_a_hit_far_in_shows_with_the_words_before_it() -> None:
    text = "Hello, I ordered the linen shirt last week and the parcel did not come"
    shown = around(text, Finder(["parcel"]).spans(text)[0], 30)
    assert shown.startswith("…the parcel did not")
    assert around(text, (0, 5), 30) == text


def test_a_wide_text_keeps_its_hit_in_the_room() -> None:
    text = "お世話になっております。先日の件ですが、" * 3 + "注文について教えてください"
    hit = Finder(["注文"]).spans(text)[0]
    shown = around(text, hit, 30)
    assert "注文" in shown
    assert cells(shown[: shown.index("注文") + 2]) <= 30


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3))
def test_anything_may_be_looked_for_in_anything(text: str, words: list[str]) -> None:
    cleaned = clean(text, newlines=True)
    finder = Finder(words)
    spans = finder.spans(cleaned)
    assert all(0 <= start < stop <= len(cleaned) for start, stop in spans)
    assert "".join(piece for piece, _ in parts(cleaned, spans)) == cleaned
    assert bool(spans) == finder.holds(cleaned)
    line = one_line(text)
    for hit in finder.spans(line)[:1]:
        assert line.endswith(around(line, hit, 20).removeprefix("…"))
