"""Everything that can go wrong, as one tree.

CrmtuiError                    1
  +- UsageError                2   the request makes no sense as written
  |    +- QueryError           2   a query that does not parse (carries the column)
  |    +- TemplateError        2   a template that does not parse or render (carries line and column)
  +- ConfigError               78  the settings file or the environment
  +- NotFoundError             3   a record that is not there
  +- RefusedError              4   a rule of the desk says no
  |    +- ConflictError        4   somebody changed the record meanwhile
  +- DatabaseError             74  the database file
  |    +- SchemaTooNewError    74  written by a newer crmtui
  +- SourceError               65  an input file that cannot be read as what it should be
  +- MailError                 69  talking to a mail server
  +- UnusableTerminalError     70  no terminal, a dumb one, or one too small

The one rule: an error says what happened, and its hint says what to do. The shell exits with `exit_code`
(from sysexits.h where one fits); the app shows the same two lines.
"""


class CrmtuiError(Exception):
    """Base of all errors that a user can meet.

    Attributes:
        message: what is wrong and where, one line.
        hint: what to do about it, one line, may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def told(self) -> str:
        """What is wrong and what to do about it, in one line."""
        return f"{self.message.removesuffix('.')}. {self.hint}" if self.hint else self.message


class UsageError(CrmtuiError):
    """The request makes no sense as written."""

    exit_code = 2


class QueryError(UsageError):
    """A query that does not parse; `column` is 0-based, None when no place can be named.

    Attributes:
        text: the query as it was written, where it is known: the shell shows the place in it.
    """

    def __init__(self, message: str, hint: str = "", column: int | None = None, text: str = "") -> None:
        super().__init__(message, hint)
        self.column = column
        self.text = text


class TemplateError(UsageError):
    """A template that does not parse or render; `line` and `column` are 0-based, as in a text area."""

    def __init__(self, message: str, hint: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line
        self.column = column


class ConfigError(CrmtuiError):
    """The settings file, an environment variable or a keymap is wrong."""

    exit_code = 78


class NotFoundError(CrmtuiError):
    """A record that was named is not there."""

    exit_code = 3


class RefusedError(CrmtuiError):
    """A rule of the desk says no."""

    exit_code = 4


class ConflictError(RefusedError):
    """The record changed since it was read: nothing was written."""


class DatabaseError(CrmtuiError):
    """The database cannot be opened, read or written."""

    exit_code = 74


class SchemaTooNewError(DatabaseError):
    """The database was written by a newer crmtui: refused, untouched."""


class SourceError(CrmtuiError):
    """An input file cannot be read as what it should be."""

    exit_code = 65


class MailError(CrmtuiError):
    """A mail server refused, or could not be reached."""

    exit_code = 69


class UnusableTerminalError(CrmtuiError):
    """No terminal, a dumb one, or one too small for the app."""

    exit_code = 70
