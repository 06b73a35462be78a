from pathlib import Path

from crmtui.desk.liquid import FIELDS, check
from crmtui.desk.liquid_filters import FILTERS

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def test_page_names_every_field_and_filter() -> None:
    for field in FIELDS:
        assert f"| `{field.path}` | {field.help} | {field.example} |" in PAGE
    assert all(f"`{name}`" in PAGE for name in FILTERS)


def test_example_of_the_page_is_sound() -> None:
    example = "\n".join(line[4:] for line in PAGE.split("\n") if line.startswith("    "))
    assert "order.tracking_number" in example
    assert check(example) == ()
