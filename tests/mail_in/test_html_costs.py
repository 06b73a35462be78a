"""HTML that is made to cost its reader more than its size."""

import time

import pytest

from crmtui.mail.html_clean import passed_on
from crmtui.mail.html_text import html_to_text
from crmtui.mail.html_tree import tree_of

_FONTS = "".join(f"<font size={number}>" for number in range(590))


@pytest.mark.parametrize(
    "unit",
    ["<div </div>", "<div><!--</div>-->", "<div><script></div></script>", "<div><xmp></div></xmp>", "</<!-- ><dl>-->",
     "<span><div></span></div>", "<div><table></div></table>", "<marquee><table></marquee>", "<div\x1c></div>",
     "<lin\u212a>", "<xmp><!--</xmp><dl>--></xmp>"],
    ids=["attribute", "comment", "script", "raw", "bogus comment", "special", "table", "scope", "odd name", "not ASCII",
         "no comment"],
)  # fmt: skip
def test_what_ends_nothing_hides_no_depth(unit: str) -> None:
    assert tree_of(unit * 3_000) is None


def test_nothing_in_a_drawing_is_void() -> None:
    assert tree_of("<svg>" + "<link>" * 3_000) is None
    assert tree_of("<link>" * 3_000) is not None


@pytest.mark.parametrize(
    "page",
    ["<p><table><tr><td>Order</td><td>5</td></tr></table></p>", "<p>a<br>b</p>", "<p>open<li>too</li></p>",
     "<!--[if mso]><table><tr><td><![endif]-->x<!--[if mso]></td></tr></table><![endif]--><b>y</b>",
     "<style><!-- p > b {color:red} --></style><title>t</title>x"],
    ids=["table", "breaks", "left out ends", "ghost tables", "style sheets"],
)  # fmt: skip
def test_long_honest_pages_are_read(page: str) -> None:
    assert not html_to_text(page * 200).problem


@pytest.mark.parametrize(
    "begins", [f"<p>{_FONTS}</p>", f"<p>{_FONTS}<p></p>",
               f"<div>{_FONTS}<table><tr><td>{'</font>' * 590}</td></tr></table></div>"],
    ids=["left open", "ended by the next", "ends elsewhere"],
)  # fmt: skip
def test_formatting_that_is_left_open_is_not_made_again_in_every_block(begins: str) -> None:
    source = begins + "<p>word</p>" * 300
    tree = tree_of(source)
    assert tree is not None
    assert len(tree.css("*")) < 3_000
    assert html_to_text(source).text.count("word") == 300
    assert passed_on(source).count("<font") <= 590


def test_formatting_of_honest_pages_stays_as_it_is_in_the_tree() -> None:
    tree = tree_of("<p><b>Order</b> <font color=red>5</font></p>" * 500)
    assert tree is not None
    assert len(tree.css("p > b")) == len(tree.css("p > font")) == 500


def test_style_sheets_find_formatting_under_its_new_name() -> None:
    page = passed_on(f"<style>b{{color:red}} p.b{{color:blue}}</style><p>{_FONTS}</p>" + "<p><b>x</b></p>" * 600)
    assert '<b style="color:red">x</b>' in page
    assert "blue" not in page


@pytest.mark.parametrize("inside", ["<marquee>", "<table><tr><td>"])
def test_links_within_each_other_cost_no_more_than_their_words(inside: str) -> None:
    source = f"<a href=http://x.example/>{inside}" * 230 + "w " * 450_000
    began = time.process_time()
    text = html_to_text(source).text
    assert time.process_time() - began < 30
    assert text.count("<http://x.example/>") == 230


@pytest.mark.parametrize("selector", ["..", "#", "a > > b", "1a", "*-*", "a.b.#"])
def test_a_selector_that_makes_no_sense_means_nothing(selector: str) -> None:
    assert passed_on(f"<style>{selector}{{color:red}} p{{color:blue}}</style><p>x") == (
        '<div><p style="color:blue">x</p></div>'
    )
