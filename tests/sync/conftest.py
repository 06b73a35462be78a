"""A mail server for each file of tests, and accounts at it."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """The server, running."""
    with running_dovecot() as running:
        yield running


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password where the settings of these tests look for it."""
    monkeypatch.setenv("CRMTUI_TEST_PASSWORD", PASSWORD)


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """An account of the test's own."""
    return f"u{abs(hash(request.node.name)):x}@linen.example"
