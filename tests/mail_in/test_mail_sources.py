"""Finding raw messages in files and directories."""

import io
import os
from pathlib import Path

import pytest

from crmtui.mail import mbox, sources
from crmtui.mail.names import safe_filename
from crmtui.mail.sources import MailSources, Occurrences

ONE = b"From: a@b.example\nSubject: one\n\nbody\n"
TWO = b"From: a@b.example\nSubject: two\n\nFrom here on\n\n>From quoted\n"


def box(*mails: bytes) -> bytes:
    return b"".join(b"From a@b Wed Aug 21 19:30:01 2002\n" + mail + b"\n" for mail in mails)


def read(*paths: Path) -> MailSources:
    return MailSources(paths)


def test_an_mbox_is_split_and_unquoted(tmp_path):
    (tmp_path / "whatever.pdf").write_bytes(box(ONE, TWO, ONE))
    found = list(read(tmp_path / "whatever.pdf"))
    assert [mail.raw for mail in found] == [ONE, TWO.replace(b">From", b"From"), ONE]
    assert {mail.source for mail in found} == {f"mbox:{tmp_path / 'whatever.pdf'}"}
    assert found[0].mark[:-1] == found[2].mark[:-1]
    assert [mail.mark[-2:] for mail in found] == ["#1", "#1", "#2"]
    assert sum(mail.size for mail in found) == (tmp_path / "whatever.pdf").stat().st_size


def test_crlf_and_appended_mail_keep_the_marks(tmp_path):
    path = tmp_path / "box"
    path.write_bytes(box(ONE, TWO).replace(b"\n", b"\r\n"))
    first = [mail.mark for mail in read(path)]
    path.write_bytes(box(ONE, TWO, ONE).replace(b"\n", b"\r\n"))
    assert [mail.mark for mail in read(path)][:2] == first


def test_a_sentence_that_begins_with_from_splits_nothing(tmp_path):
    body = ONE + b"\nFrom 10:30 to 12:00 we are closed.\nSorry.\n\nFrom now on: no more\n"
    (tmp_path / "box").write_bytes(box(body, ONE))
    assert [mail.raw for mail in read(tmp_path / "box")] == [body, ONE]


def test_separators_across_reads_are_found(tmp_path, monkeypatch):
    path = tmp_path / "box"
    path.write_bytes(box(*(ONE + b"x" * n + b"\n" for n in range(300))))
    whole = [mail.mark for mail in read(path)]
    monkeypatch.setattr(sources, "_PEEK", 900)
    monkeypatch.setattr(mbox, "BLOCK", 1000)
    assert [mail.mark for mail in read(path)] == whole
    assert len(whole) == 300


def test_a_monster_is_cut_and_the_next_mail_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MESSAGE_BYTES", 20_000)
    monkeypatch.setattr(mbox, "KEEP", 30_000)
    monkeypatch.setattr(mbox, "BLOCK", 5_000)
    (tmp_path / "box").write_bytes(box(ONE + b"y" * 500_000 + b"\n", TWO))
    monster, after = read(tmp_path / "box")
    assert (monster.truncated, len(monster.raw), monster.size > 500_000) == (True, 20_000, True)
    assert after.raw.startswith(b"From: a@b.example\nSubject: two")


def test_a_maildir_with_folders_is_marked_by_its_names(tmp_path):
    for folder in ("", ".Sent"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / folder / part).mkdir(parents=True)
    (tmp_path / "cur" / "1.a.host:2,S").write_bytes(ONE)
    (tmp_path / "new" / "2.b.host").write_bytes(ONE)
    (tmp_path / "tmp" / "3.c.host").write_bytes(ONE)
    (tmp_path / "dovecot-uidlist").write_bytes(b"3 V1\n")
    (tmp_path / ".Sent" / "cur" / "4.d.host:2,").write_bytes(TWO)
    sources = read(tmp_path)
    found = [(mail.source, mail.mark) for mail in sources]
    assert found == [
        (f"maildir:{tmp_path}", "1.a.host"),
        (f"maildir:{tmp_path}", "2.b.host"),
        (f"maildir:{tmp_path / '.Sent'}", "4.d.host"),
    ]
    assert sources.problems == []


def test_what_is_no_mail_is_told_and_stops_nothing(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c").write_bytes(ONE)
    sources = read(tmp_path, tmp_path / "nothing")
    assert [mail.source for mail in sources] == [f"file:{tmp_path / 'c'}"]
    assert [error.message.rpartition("/")[2] for error in sources.problems] == [
        "a.bin is no mail: neither an mbox nor a message", "b.txt is empty", "nothing: No such file or directory"
    ]  # fmt: skip


def test_stdin_is_one_message_whatever_is_in_it():
    sources = MailSources(["-"], stdin=io.BytesIO(b"From x Wed Aug 21 19:30:01 2002\n" + ONE + b"\nFrom here\n"))
    (mail,) = sources
    assert (mail.source, mail.raw) == ("stdin", ONE + b"\nFrom here\n")
    empty = MailSources(["-"], stdin=io.BytesIO(b""))
    assert list(empty) == []
    assert len(empty.problems) == 1


def test_progress_reaches_the_total(tmp_path):
    (tmp_path / "box").write_bytes(box(ONE, TWO))
    (tmp_path / "c").write_bytes(ONE)
    seen: list[int] = []
    sources = MailSources([tmp_path], on_progress=seen.append)
    total = sources.total_bytes()
    list(sources)
    assert seen[-1] == total == sources.bytes_done


def test_occurrences_are_counted_through_growth():
    seen = Occurrences()
    digests = [number.to_bytes(32, "little") + b"" for number in range(1, 20_000)]
    assert all(seen.count(digest[::-1][-8:] + digest) == 1 for digest in digests)
    assert seen.count(digests[5][::-1][-8:] + digests[5]) == 2
    assert seen.count(digests[5][::-1][-8:] + digests[5]) == 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\report.pdf", "report.pdf"),
        (".bashrc", "bashrc"),
        ("con.txt", "_con.txt"),
        ("a\x1b[31m\u202egnp.exe", "a_[31m_gnp.exe"),
        ("", "attachment-2.png"),
        ("///", "attachment-2.png"),
        ("-rf", "rf"),
        ("a" * 500 + ".pdf", "a" * 176 + ".pdf"),
        ("é" * 500, "é" * 90),
    ],
)
def test_file_names_are_safe(name, safe):
    assert safe_filename(name, "image/png", 2) == safe


def test_names_that_are_no_text_and_links_to_nowhere_stop_nothing(tmp_path):
    folder = tmp_path / os.fsdecode(b"box\xff")
    for name in ("cur", "new"):
        (folder / name).mkdir(parents=True)
    for name in (b"1\xff", b"1\xfe"):
        (folder / "cur" / os.fsdecode(name)).write_bytes(b"From: a@x.example\n\nhi")
    (tmp_path / "loop").symlink_to("loop")
    sources = MailSources([tmp_path, tmp_path / "loop"])
    mails = list(sources)
    assert len({(mail.source, mail.mark) for mail in mails}) == 2
    assert all((mail.source + mail.mark).encode() for mail in mails)
    assert len(sources.problems) == 2
