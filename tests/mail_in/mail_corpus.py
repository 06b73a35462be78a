"""The real mails that tests may read: they lie beside the checkout and are no part of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.mail.sources import MailSources

DATA = Path(__file__).parents[2].parent / "shared" / "data"

needs_corpus = pytest.mark.skipif(not (DATA / "mail").is_dir(), reason="the mail corpus is not beside this checkout")


def raws() -> Iterator[tuple[str, bytes]]:
    """(where from, raw bytes) of every mail of the corpus."""
    for number, mail in enumerate(MailSources([DATA / "mail", DATA / "auto"])):
        yield f"{mail.source.rpartition('/')[2]} {number}", mail.raw
