"""The command line. Machine formats go to standard output alone, messages to standard error.

Exit status: 0 done, 1 findings, 2 usage, 3 a source or endpoint could not be used. Heavy libraries are imported inside the
commands, so that ``g7kg --help`` starts quickly (tests/test_cli.py holds the list).
"""

import atexit
import gc
import os
import sys
from importlib import import_module
from itertools import pairwise

import typer
from typer.exceptions import TyperException

from g7kg.errors import Problem, one_line

# The modules that hold the commands which are to start at once.
ALONE = {"trace": "asking", "query": "asking", "show": "asking", "validate": "checking", "anchor": "checking"}

app = typer.Typer(
    name="g7kg",
    help="What the G7 promised on digital policy: each promise traced from meeting to meeting, with who says so and where.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _before(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
    extension: list[str] | None = typer.Option(  # noqa: B008 — how Typer takes options
        None,
        "--extension",
        help="Use this extension, a folder or the name of an installed one; may be repeated. Instead: G7KG_EXTENSIONS.",
    ),
) -> None:
    if version:
        from g7kg import __version__

        typer.echo(f"g7kg {__version__}")
        raise typer.Exit
    if extension or os.environ.get("G7KG_EXTENSIONS"):
        _extend(extension)
    if context.invoked_subcommand is None and extension:
        from g7kg.errors import UsageProblem

        raise UsageProblem("which command? it comes after --extension: g7kg --extension DIR query …")


def _extend(chosen: list[str] | None) -> None:
    """Put extensions in force, here and in the processes that a command starts."""
    from g7kg import extensions

    used = extensions.use(chosen or extensions.named_in_environment())
    os.environ[extensions.ENVIRONMENT] = os.pathsep.join(str(extension.folder.resolve()) for extension in used)


def main() -> None:
    """Run the command line; every error becomes one line on standard error and an exit status."""
    gc.set_threshold(50_000, 20, 20)  # collecting cycles every 700 objects costs a short command a tenth of its time
    atexit.register(gc.freeze)  # and looking over at its end what goes with the process another
    _register(_command(sys.argv[1:]))
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        context = getattr(error, "ctx", None)
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(message)
            sys.exit(2)
        command = context.command_path if context else "g7kg"
        if getattr(error, "option_name", "") == "--extension":
            _stop(f"--extension comes before the command: g7kg --extension DIR {command.rpartition('g7kg ')[2]} …", 2)
        _stop(f"{one_line(message)} (see `{command} --help`)", getattr(error, "exit_code", 2))
    except Problem as error:
        _stop("\ng7kg: ".join(error.lines(_language(sys.argv[1:]))), error.status)
    except (typer.Abort, KeyboardInterrupt):
        _stop("stopped", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        _stop(f"{error.filename or 'output'}: {error.strerror or one_line(error)}", 3)
    except Exception as error:
        if os.environ.get("G7KG_DEBUG"):
            raise
        _stop(f"a defect of g7kg: {type(error).__name__}: {one_line(error)}; please report it (G7KG_DEBUG=1 shows where)", 70)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _command(arguments: list[str]) -> str:
    """Return the command among the arguments, or ""."""
    words = iter(arguments)
    for word in words:
        if word == "--extension":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _language(arguments: list[str]) -> str:
    """Return the language that the arguments or the environment ask for; what is wrong may be told before they are read."""
    pairs = [word.split("=", 1) if "=" in word else (word, after) for word, after in pairwise([*arguments, ""])]
    asked = [os.environ.get("G7KG_LANG"), *(value for option, value in pairs if option == "--lang")]
    return "ja" if asked[-1] == "ja" else "en"


def _register(command: str) -> None:
    """Import the modules of the commands, which registers these; only one where that is enough, for each takes its time."""
    if command in ALONE:
        import_module(f"g7kg.cli.{ALONE[command]}")
        return
    from g7kg.cli import (  # noqa: F401
        analysing,
        asking,
        checking,
        editing,
        extending,
        importing,
        making,
        remote,
        serving,
        sourcing,
    )


def _stop(message: str, status: int) -> None:
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.write(f"g7kg: {message}\n")
    sys.exit(status)
