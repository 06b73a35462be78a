"""The wide colon of Chinese and Japanese programs and forms means what ours does."""

from crmtui.mail.author import Way, who_wrote
from crmtui.mail.forwarded import is_passed_on
from crmtui.mail.message import Address, Automatic, Kind, ParsedMail
from crmtui.mail.parse import parse

WIDE = "\uff1a"


def read(subject: str, text: str, head: str = "From: Bo <bo@shop.example>") -> ParsedMail:
    return parse(f"{head}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode())


def test_a_mail_that_is_passed_on_names_who_wrote_it_and_when() -> None:
    fields = ["发件人", "发送时间", "收件人", "主题"]
    values = ["Ana <ana@mail.example>", "2021年5月3日 10:00", "bo@shop.example", "我的订单"]
    block = "\n".join(f"{name}{WIDE}{value}" for name, value in zip(fields, values, strict=True))
    found = read(f"转发{WIDE}我的订单", f"{block}\n\n杯子碎了").forwarded
    assert found is not None
    assert (found.sender, found.subject) == (Address("Ana", "ana@mail.example"), "我的订单")
    assert found.date is not None


def test_subjects_begin_alike_with_either_colon() -> None:
    assert is_passed_on(f"转发{WIDE}订单")
    assert read(f"自动回复{WIDE}您好", "不在").automatic is Automatic.AUTO_REPLY
    # What somebody answers to a bounce is no bounce.
    assert read(f"回复{WIDE}退信", "550 5.1.1 no such user ana@mail.example").kind is Kind.PERSON


def test_a_form_names_its_author() -> None:
    mail = read("お問い合わせ", f"お名前{WIDE}山田 花子\nメールアドレス{WIDE}hanako@mail.example\n内容{WIDE}届きません")

    class Ours:
        def is_own(self, email: str) -> bool:
            return False

        def is_own_domain(self, email: str) -> bool:
            return False

    writer = who_wrote(mail, Ours(), ("shop.example",))
    assert (writer.address, writer.way) == (Address("山田 花子", "hanako@mail.example"), Way.FORM)
