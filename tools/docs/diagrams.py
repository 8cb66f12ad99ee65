"""Diagrams as SVG, drawn by Graphviz: text in DOT, or the part of Mermaid's flowcharts that the documents use."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from g7kg.errors import SourceProblem

FONT = "Noto Sans CJK JP,Helvetica,Arial,sans-serif"
STYLE = (
    'graph [rankdir=LR, bgcolor="transparent", nodesep=0.18, ranksep=0.5, fontname="{font}", fontsize=11]\n'
    'node [shape=box, style="rounded,filled", fillcolor="#eef3f8", color="#4a6a8a", fontcolor="#16222e", '
    'fontname="{font}", fontsize=11, height=0.3, margin="0.10,0.04"]\n'
    'edge [color="#4a6a8a", fontcolor="#33475b", fontname="{font}", fontsize=10, arrowsize=0.7]\n'
)
# A, A[label], A([label]), A((label)), A["label"] of Mermaid
_NODE = r"([\w.]+)(\(\[.*?\]\)|\(\(.*?\)\)|\[.*?\])?"
_ARROW = re.compile(r"\s*(?:--\s*(?P<label>[^-]+?)\s*-->|-\.\s*(?P<dotted>[^-]+?)\s*\.->|(?P<plain>-->)|(?P<dots>-\.->))\s*")


def quoted(text: str) -> str:
    """Return a text as a quoted string of DOT; line breaks stay."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def digraph(*lines: str) -> str:
    """Return a whole diagram in DOT, in the common style."""
    return "digraph {\n" + STYLE.format(font=FONT) + "\n".join(lines) + "\n}\n"


def from_mermaid(text: str) -> str:
    """Return a Mermaid flowchart in DOT.

    Raises:
        SourceProblem: a line is more than nodes and arrows.
    """
    first, *lines = text.strip().splitlines()
    direction = first.split()[1] if first.startswith("flowchart ") else ""
    if direction not in ("LR", "TB", "TD"):
        raise SourceProblem(f"a diagram in Mermaid begins “{first}”; write flowchart LR or flowchart TB")
    labels: dict[str, str] = {}
    out = [f"rankdir={'LR' if direction == 'LR' else 'TB'}"]
    for line in lines:
        rest, before, how = line.strip(), "", None
        while rest:
            node = re.match(_NODE, rest)
            if not node:
                raise SourceProblem(f"a diagram in Mermaid has the line “{line.strip()}”, which is more than nodes and arrows")
            name = node[1]
            if node[2]:
                labels[name] = node[2].strip('[]()"')
            if how:
                dotted = ", style=dashed" if how["dotted"] or how["dots"] else ""
                label = how["label"] or how["dotted"] or ""
                out.append(f"{quoted(before)} -> {quoted(name)} [label={quoted(label)}{dotted}]")
            before, rest = name, rest[node.end() :]
            how = _ARROW.match(rest)
            rest = rest[how.end() :] if how else rest
            if not how and rest:
                raise SourceProblem(f"a diagram in Mermaid has the line “{line.strip()}”, which is more than nodes and arrows")
    out += [f"{quoted(name)} [label={quoted(label.replace('<br/>', chr(10)))}]" for name, label in labels.items()]
    return digraph(*out)


def draw(diagrams: Mapping[str, str], folder: Path) -> None:
    """Draw each diagram into `folder`/name.svg.

    Parameters:
        diagrams: DOT text by name; a name may have slashes.
        folder: where the pictures go.

    Raises:
        SourceProblem: Graphviz is missing, or refuses a diagram.
    """
    dot = shutil.which("dot")
    if dot is None:
        raise SourceProblem("the diagrams need Graphviz, which is not here; run tools/install-graphviz (apt install graphviz)")
    names = []
    for name, text in diagrams.items():
        path = folder / f"{name}.svg"  # dot -O adds the second ending
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix("").write_text(text, encoding="utf-8")
        names.append(name)
    done = subprocess.run([dot, "-Tsvg", "-O", *names], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or "syntax error" in done.stderr:
        raise SourceProblem(f"Graphviz: {done.stderr.strip().splitlines()[0]}")
    for name in names:
        (folder / name).unlink()
