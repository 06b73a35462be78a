"""Dates as mail programs write them for people, in the languages whose quotes we know."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.mail.parse import parse
from crmtui.mail.quote_languages import LANGUAGES
from crmtui.mail.written_dates import written_date
from tests.mail_in.client_lines import APPLE, EMAIL, GMAIL, NAME, THUNDERBIRD, WHO

MORNING = int(datetime(2021, 5, 3, 10, tzinfo=UTC).timestamp())
FAMILIES = {"sk": "cs", "uk": "ru", "bg": "ru"}
LINES = [
    pytest.param(line.replace(WHO, "").replace(NAME, "").replace(EMAIL, ""), name.partition("-")[0], id=f"{of} {name}")
    for of, lines in (("gmail", GMAIL), ("apple", APPLE), ("thunderbird", THUNDERBIRD))
    for name, line in lines.items()
    if (of, name) not in (("thunderbird", "en-US"), ("thunderbird", "en-GB"), ("thunderbird", "ko"))
]


@pytest.mark.parametrize(("line", "language"), LINES)
def test_a_date_is_read_in_the_language_of_the_labels(line: str, language: str) -> None:
    assert written_date(line, [FAMILIES.get(language, language)]) == MORNING


MONTHS = {
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου"
    " Δεκεμβρίου",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
}


@pytest.mark.parametrize(
    ("language", "month", "word"),
    [(code, at, word) for code, words in MONTHS.items() for at, word in enumerate(words.split(), 1)],
)
def test_every_month_of_a_year_has_its_own_name(language: str, month: int, word: str) -> None:
    wanted = int(datetime(2021, month, 7, 10, 5, tzinfo=UTC).timestamp())
    assert written_date(f"7 {word} 2021 10:05", [language]) == wanted


def test_every_language_of_quotes_is_known_by_its_months() -> None:
    for one in LANGUAGES:
        assert written_date("2021年5月3日 10:00", [one.code]) == MORNING


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Monday, May 3, 2021 10:00 PM", 22), ("Monday, May 3, 2021 12:00 PM", 12), ("May 3, 2021 at 12:00 AM", 0),
        ("2021年5月3日 午後10:00", 22), ("2021. 5. 3. 오후 10:00", 22), ("3/5/2021 10:00 μ.μ.", 22),
        ("3 tháng 5, 2021 10:00 CH", 22),
        ("3 de mayo de 2021 10:00 p. m.", 22), ("3 mai 2021 à 22 h 00", 22), ("3. maj 2021 kl. 22.00", 22),
        ("Mon, 3 May 2021 22:00:00 +0200", 20), ("3. Mai 2021 22:00:00 MESZ", 20), ("3 May 2021 22:00 GMT-3", 25),
        ("٣ مايو ٢٠٢١ ١٠:٠٠ م", 22), ("3 พ.ค. 2564 22:00", 22), ("mar. 3 mai 2021 22:00", 22),
    ],
)  # fmt: skip
def test_the_clock_is_read_as_it_is_written(text: str, hour: int) -> None:
    languages = ["el"] if "μ" in text else []
    assert written_date(text, languages) == MORNING + (hour - 10) * 3600


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("03/05/2021 10:00", []), ("03/05/2021 10:00", ["en"]), ("5/3/21 10:00", []), ("03.05.21 10:00", ["de", "hu"]),
        ("3-5-2021 10:00", ["en", "nl"]),
        ("10 lis 2021 10:00", []),  # November in Polish, October in Croatian
        ("10 lip 2021 10:00", ["pl", "hr"]),
        ("3 mai 4 2021", []), ("3 maio juin 2021", []), ("32/13/2021", []), ("2021-13-01 10:00", []),
        ("31 juin 2021", []),
        ("3 mai 1921 10:00", []), ("3 mai 2021 25:00", []), ("", []), ("tomorrow", []), ("10:00 GMT+99", []),
        ("3 May 2021 10:00 GMT+99", []),
    ],
)  # fmt: skip
def test_what_could_be_two_days_or_none_is_not_read(text: str, languages: list[str]) -> None:
    assert written_date(text, languages) is None


@pytest.mark.parametrize("text", ["13/05/2021 10:00", "05/13/2021 10:00", "13.05.2021 10:00", "2021/5/13 10:00"])
def test_numbers_that_leave_one_day_are_read(text: str) -> None:
    assert written_date(text) == MORNING + 10 * 86_400


def test_a_time_without_a_zone_is_of_this_machine(move: Callable[[str], None]) -> None:
    move("Europe/Berlin")
    assert written_date("3 mai 2021 10:00", ["fr"]) == MORNING - 7200
    assert written_date("3 mai 2021", ["fr"]) == MORNING - 12 * 3600
    assert written_date("3 mai 2021 10:00 +0000", ["fr"]) == MORNING


@given(st.text(max_size=200), st.lists(st.sampled_from([one.code for one in LANGUAGES]), max_size=3))
def test_no_text_makes_it_fail(text: str, languages: list[str]) -> None:
    found = written_date(text, languages)
    assert found is None or 0 < found < 5_000_000_000


@pytest.mark.parametrize(
    "head",
    [
        "De : Jide <jide@mail.example>\nEnvoyé : lundi 3 mai 2021 10:00\nÀ : support@linen.example\nObjet : Colis",
        "Von: Jide <jide@mail.example>\nGesendet: Montag, 3. Mai 2021 10:00\nAn: support@linen.example\nBetreff: Paket",
        "Od: Jide <jide@mail.example>\nData: pon., 3 maj 2021 o 10:00\nDo: support@linen.example\nTemat: Paczka",
        "De: Jide <jide@mail.example>\nDate: lun, 3 may 2021 a las 10:00\nSubject: Colis\nTo: <desk@linen.example>",
        "De: Jide <jide@mail.example>\nEnviado: 03/05/2021 10:00\nPara: support@linen.example\nAsunto: Paquete",
        "差出人: Jide <jide@mail.example>\n送信日時: 2021年5月3日 10:00\n宛先: support@linen.example\n件名: 荷物",
        "Šalje: Jide <jide@mail.example>\nDatum: 3. svibnja 2021. 10:00\nPrima: support@linen.example\nPredmet: Paket",
    ],
)  # fmt: skip
def test_a_mail_that_was_passed_on_says_when_it_was_written(head: str) -> None:
    own = "From: Bo <bo@mail.example>\nSubject: Fwd: x\nContent-Type: text/plain; charset=utf-8"
    raw = f"{own}\n\nSee below\n\n{head}\n\nHello"
    found = parse(raw.encode()).forwarded
    assert found is not None
    assert found.sender is not None
    assert (found.sender.email, found.date) == ("jide@mail.example", MORNING)
