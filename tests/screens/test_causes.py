"""What moved an act is told in words, not as an address of a protocol."""

from crmtui.screens.reading import cause_told


def test_the_folder_and_its_owner_are_told_of_fetched_mail() -> None:
    assert cause_told("imap://support%40linen.example@imap.linen.example/INBOX") == "INBOX of support@linen.example"
    assert cause_told("imap://ana@h/A%20B/C") == "A B/C of ana"
    assert cause_told("snooze is over") == "snooze is over"
