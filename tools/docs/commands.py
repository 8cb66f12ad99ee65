"""The page of commands: what each says of itself with --help."""

from __future__ import annotations

import os
from typing import Any

from words import Book


def write(book: Book) -> None:
    """Write commands.md."""
    os.environ["COLUMNS"] = os.environ["TERMINAL_WIDTH"] = "100"
    import typer.main

    from g7kg import cli

    cli._register("")
    out = [
        "# Commands\n",
        "What each command says of itself. Exit status: 0 done, 1 findings, 2 usage, 3 a source or endpoint could not be used.\n",
    ]
    top = typer.main.get_command(cli.app)
    _help(out, top, None, "g7kg", 2)
    book.pages["commands.md"] = "\n".join(out)


def _help(out: list[str], command: Any, parent: Any, path: str, level: int) -> None:
    context = command.context_class(command, info_name=path.split()[-1], parent=parent)
    out.append(f"{'#' * level} {path}\n\n```text\n{command.get_help(context).strip()}\n```\n")
    for name, below in sorted(getattr(command, "commands", {}).items()):
        _help(out, below, context, f"{path} {name}", 2 if level == 2 else 3)
