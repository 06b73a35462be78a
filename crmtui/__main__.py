"""The `crmtui` command: from the words of a shell to an exit code.

The one rule: nothing that raises leaves here as a traceback, and the app starts without what only the shell needs.
"""

import sys
from collections.abc import Sequence

from crmtui.cli import console
from crmtui.cli.session import Session, begin
from crmtui.errors import CrmtuiError, UsageError

INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""
READER_GONE = 141
"""128 + SIGPIPE: whoever read our output has closed it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (the process's own when None); its exit code."""
    console.prepare_streams()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        # Here and not at exit: a full disk or a closed pipe must still be told.
        sys.stdout.flush()
    except CrmtuiError as error:
        return console.fail(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        console.abandon_stdout()
        return READER_GONE
    except OSError as error:
        # A place that cannot be used is the machine's word, not a crash of ours.
        if error.filename is None or not error.strerror:
            return _crashed(error)
        return console.fail(CrmtuiError(f"{error.filename}: {error.strerror}", "Check the name and its permissions."))
    except UnicodeEncodeError:
        message = "a word of the command holds bytes that are no text"
        return console.fail(UsageError(message, "Write it in UTF-8, or name a file whose name is."))
    except Exception as error:  # noqa: BLE001 - the one boundary: a report, never a traceback with customers' data
        from crmtui.db.faults import fault  # late: only what fails needs it

        told = fault(error)
        return console.fail(told) if told else _crashed(error)
    return code


def _run(argv: list[str]) -> int:
    from crmtui.cli.plain import split_globals

    options, words = split_globals(argv)
    session = begin(Session(**options))
    if not words and not _completing():
        return _open_app(session)
    return _command(words)


def _completing() -> bool:
    import os

    return "_CRMTUI_COMPLETE" in os.environ


def _open_app(session: Session) -> int:
    from crmtui.cli.opening import open_app

    return open_app(session)


def _command(words: list[str]) -> int:
    from crmtui.cli.commands import find
    from crmtui.cli.plain import parse

    words = _asking_for_help(words)
    if words and not _completing():
        found = find(words)
        if found is not None:
            command, length = found
            inputs = parse(command, words[length:])
            if inputs is not None:
                from crmtui.cli.running import carry_out

                return carry_out(command, inputs)
    # Typer takes longer than most reads: it comes for help, completion, mistakes and what it declares itself.
    from crmtui.cli.main import run

    return run(words)


def _asking_for_help(words: list[str]) -> list[str]:
    """`help` is --help, and `help reply` is `reply --help`; `help keys` and `help query` are commands."""
    if words[:1] == ["help"] and words[1:2] not in (["keys"], ["query"]):
        return [*words[1:], "--help"]
    return words


def _crashed(error: Exception) -> int:
    from crmtui.log import record_crash  # late: it is seldom needed

    report = record_crash(error)
    what = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        what = f"{what}: {error.strerror}"
    hint = f"A report without customer data is in {report}." if report.exists() else ""
    console.show_error(f"something went wrong ({what})", hint)
    return CrmtuiError.exit_code


if __name__ == "__main__":
    sys.exit(main())
