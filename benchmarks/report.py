"""The tables of the benchmark: ratios in one run, and growth from size to size."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

NAMES = {"ours": "embedded", "disk": "on disk", "rdflib": "rdflib", "oxigraph": "oxigraph server", "virtuoso": "Virtuoso"}

OWN = ("load", "trace", "descent")  # what our stores do beside queries
WHOLE = 50_000  # statements from which on a generated graph has everything that the real one has


def short(answers: dict[str, dict[str, Any]]) -> str:
    """Return one line for the terminal."""
    ours = answers.get("ours", {})
    marks = []
    for engine, answer in answers.items():
        text = answer["error"][:60] if "error" in answer else f"{answer['seconds']:.4f}"
        differs = "digest" in answer and "digest" in ours and answer["digest"] != ours["digest"]
        marks.append(f"{engine} {text}{' ≠' if differs else ''}")
    return f"[{ours.get('rows', '?')}] " + ", ".join(marks)


def seconds(answer: dict[str, Any] | None, limit: float) -> tuple[float | None, bool]:
    """Return the time that counts, and whether it is only a bound from below."""
    if not answer:
        return None, False
    if "error" in answer:
        return (float(answer.get("bound", limit)), True) if answer["error"].startswith("≥") else (None, False)
    return float(answer["seconds"]), False


def mean(values: Iterable[float]) -> float:
    """Return the geometric mean."""
    logs = [math.log(value) for value in values if value > 0]
    return math.exp(sum(logs) / len(logs)) if logs else float("nan")


def slope(points: list[tuple[float, float]]) -> float | None:
    """Return the exponent of growth: the slope of the line through the points in log-log."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    cx, cy = (sum(v) / len(logs) for v in zip(*logs, strict=True))
    return sum((x - cx) * (y - cy) for x, y in logs) / sum((x - cx) ** 2 for x, _ in logs)


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Return a Markdown table."""
    return "".join("| " + " | ".join(line) + " |\n" for line in (head, ["---"] * len(head), *rows)) + "\n"


def cell(answer: dict[str, Any] | None, reference: dict[str, Any], base: float | None, limit: float) -> str:
    """Return a time in milliseconds, its ratio to rdflib's, and a mark where the rows differ."""
    time, bound = seconds(answer, limit)
    if time is None:
        return "–" if not answer else answer.get("error", "–")[:40]
    differs = not bound and answer and "digest" in reference and answer.get("digest") != reference["digest"]
    ratio = f" ({base / time:.3g}×)" if base and not bound else ""
    return f"{'≥ ' if bound else ''}{time * 1000:.3g}{ratio}{' **≠**' if differs else ''}"


def markdown(results: list[dict[str, Any]], machine: str, limit: float) -> str:
    """Return the whole report."""
    text = f"""# Benchmarks

Written by `python benchmarks/run.py`; do not edit. Engines that ran in turn, the best time of each; {machine}. Where
a run was stopped and went on (`--work`), the figures before that were kept.
Graphs from `benchmarks/generate.py`. Who needs more than {limit:g} s (rdflib: of the processor; others: by the clock)
is stopped (≥); our own stores have twenty times as long, rdflib as long as it takes for the trace over all chains.

Times of what runs in a process are its processor time, on two cores that other machines share; those of servers are by the
clock, which does not flatter them. The ratios are what counts: rdflib's time divided by the engine's. rdflib runs as it comes,
with Python's own pace of collecting garbage; `g7kg` sets a slower one, for its commands and here for its stores.

"""
    text += _bars(results, limit) + _growth(results, limit)
    for found in results:
        text += _size(found, limit)
    return text


def _bars(results: list[dict[str, Any]], limit: float) -> str:
    rows = []
    for found in results:
        ratios, lower = [], False
        for answers in found["queries"].values():
            theirs, bound = seconds(answers.get("rdflib"), limit)
            ours, late = seconds(answers.get("ours"), limit)
            if theirs and ours and not late:
                ratios.append(theirs / ours)
                lower |= bound
        load, descent = found["load"], found["descent"]
        ours = descent.get("ours", {})
        rdf, late = seconds(descent.get("rdflib"), limit)
        has = "rdflib" in load and "seconds" in load["rdflib"]
        opened = found.get("open", {})
        rows.append(
            [
                f"{found['grown']['build']['statements']:,}",
                f"{'≥ ' if lower else ''}{mean(ratios):.3g}×" if ratios else "–",
                f"{found['layer']['mean']:.3f}×" if "mean" in found["layer"] else "–",
                f"{'≥ ' if late else ''}{rdf / ours['seconds']:.3g}×" if rdf and "seconds" in ours else "–",
                f"{ours['path'] / ours['seconds']:.3g}×{'' if ours['same'] else ' **≠**'}" if "path" in ours else "–",
                _stored(ours),
                ", ".join(f"{k} {v:.3g}×" for k, v in found["serialise"].get("ratios", {}).items()) or "–",
                f"{load['rdflib']['seconds'] / load['ours']['seconds']:.3g}×" if has else "–",
                f"{load['ours']['peak'] / load['rdflib']['peak']:.2g}" if has and "peak" in load["ours"] else "–",
                f"{opened['seconds'] / opened['bare']:.3g}×; the command {opened['command'] / opened['bare']:.3g}×"
                if "bare" in opened
                else "–",
            ]
        )
    head = [
        "statements",
        "saved queries, embedded: geometric mean",
        "our layer / raw pyoxigraph",
        "trace over all chains, to rdflib's path",
    ]
    head += [
        "… to raw pyoxigraph's path",
        "stored lineage read in SPARQL, to that path",
        "40 000 rows, triples: engine's serialiser, to Python objects",
        "load, to rdflib",
        "memory / rdflib's",
    ]
    return "## Ratios\n\n" + table([*head, "open on disk and answer / bare Python"], rows)


def _stored(ours: dict[str, Any]) -> str:
    if "path" not in ours:
        return "–"
    return f"{ours['path'] / ours['stored']:.3g}×; as TSV {ours['path as TSV'] / ours['stored as TSV']:.3g}×"


def _growth(results: list[dict[str, Any]], limit: float) -> str:
    if len(results) < 2:
        return ""
    points: dict[str, list[tuple[float, float]]] = {}
    rows: dict[str, list[int]] = {}

    def add(name: str, n: int, time: float | None, touched: int | None = None) -> None:
        if time:
            points.setdefault(name, []).append((n, time))
            if touched is not None:
                rows.setdefault(name, []).append(touched)

    for found in results:
        grown, build, touched = found["grown"], found["grown"]["build"], found["touched"]
        n = build["statements"]
        parts = {"load": n - build["derived"], "rules": touched["rules"], "write": n}
        add("build", n, build["seconds"], sum(parts.values()))
        for part, number in parts.items():
            add(f"build: {part}", n, build[part], number)
        for place, answers in (("embedded", grown), ("on disk", {part: found[part].get("disk", {}) for part in OWN})):
            for part in OWN:
                number = {"load": n, "descent": answers[part].get("rows"), "trace": answers[part].get("characters")}[part]
                add(f"{part}, {place}", n, answers[part].get("seconds"), number)
        for slug in found["queries"]:
            time, late = seconds(grown[slug], limit)
            add(f"`{slug}`", n, None if late else time, touched[slug])
    lines = []
    for name, known in points.items():
        several = rows.get(name, [])
        whole = [point for point in known if point[0] >= WHOLE]
        of_rows = [(r, t) for (_, t), r in zip(known, several, strict=False)]
        growing = len(several) > 1 and several[-1] > 2 * several[-2]
        times = " → ".join(f"{t * 1000:.3g}" for _, t in known)
        missing = " (not at every size within the limit)" if len(known) < len(results) else ""
        lines.append(
            [
                name,
                times + missing,
                _exponent(known),
                _exponent(whole),
                " → ".join(f"{r:,}" for r in several),
                _exponent(of_rows) if growing else "–",
                _exponent(of_rows[-len(whole) :]) if growing else "–",
            ]
        )
    text = (
        "## Growth\n\n"
        "The exponent is the slope in log-log over the sizes: 1 grows with the graph, 0 not at all. Beside it the one "
        "by the rows touched, where these grow: what is loaded or written (of the trace the characters), for descent "
        "the pairs, for queries and rules what comes out of the steps of the engine's plan (`benchmarks/touched.py`). "
        "Graphs smaller than the real one lack sources, so queries find nothing there that they find later: the "
        "exponents “without small graphs” leave them out. Each size had a process of its own; all were asked in turn, "
        "in three rounds, and the middle time counts (the trace and what is on disk: once).\n\n"
    )
    head = ["what", "ms", "exponent", "without small graphs", "rows touched", "by these", "without small graphs"]
    return text + table(head, lines)


def _exponent(points: list[tuple[float, float]]) -> str:
    grown = slope(points)
    return "–" if grown is None else f"{grown:.2f}"


def _size(found: dict[str, Any], limit: float) -> str:
    engines = [e for e in NAMES if e in found["load"]]
    build = found["grown"]["build"]
    text = f"## {build['statements']:,} statements in {build['graphs']:,} named graphs\n\n"
    base = found["load"].get("rdflib", {}).get("seconds")
    rows = [["load", ""] + [cell({"digest": 0, **found["load"][e]}, {"digest": 0}, base, limit) for e in engines]]
    rows.append(["peak memory, MB", ""] + [str(found["load"][e].get("peak", "–")) for e in engines])
    for slug, answers in found["queries"].items():
        theirs, _ = seconds(answers.get("rdflib"), limit)
        ours = answers.get("ours", {})
        rows.append([f"`{slug}`", str(ours.get("rows", "–"))] + [cell(answers.get(e), ours, theirs, limit) for e in engines])
    text += table(["ms (ratio)", "rows", *(NAMES[e] for e in engines)], rows)
    steps = ", ".join(f"{name} {value:.3g} s" for name, value in build["each"].items())
    text += f"Build: load {build['load']:.3g} s, rules {build['rules']:.3g} s ({steps}), write {build['write']:.3g} s.\n\n"
    for engine, trace in found["trace"].items():
        if "seconds" in trace:
            text += f"Trace, {NAMES[engine]}: first line after {trace['first']:.3g} s, last after {trace['seconds']:.3g} s.\n"
    return text + "\n"
