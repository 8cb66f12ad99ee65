"""Commands that read other people's data into Turtle: `g7kg import …`. Each of them adds itself to `import_app`."""

from __future__ import annotations

import typer

from g7kg.cli import app

import_app = typer.Typer(help="Read tables and other data, and write Turtle.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(import_app, name="import")
