"""Download, decoding and text of pages, against a local server that serves a release as the ministry's page would."""

from __future__ import annotations

import gzip
import html
import io
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from g7kg import converting, evidence, fetching, sources
from g7kg.dataset import Graph
from g7kg.errors import SourceProblem, UsageProblem

pytest.importorskip("lxml")
MIC = "2017-mic-release/ja"
NAVIGATION = "<header><nav><ul><li><a href='/'>サイトマップ</a></li><li>English</li></ul></nav></header>"


def page(text: str) -> str:
    """Return a release as the page has it: wide typography, no-break spaces, captions as alternative text, things around."""
    text = (
        text.replace("(", "（").replace(")", "）").replace("ICT", "ＩＣＴ").replace("2025", "２０２５").replace(" ", "\u00a0")
    )
    rows, lines = [], text.split("\n")
    doubled = ""
    for line in lines:
        if line.strip() and line == doubled:
            rows.append(f"<p>{html.escape(line)}</p>")
            doubled = ""
        elif line.strip() and lines.count(line) == 2 and not line.startswith("G7"):
            rows.append(f"<img src='a.jpg' alt='{html.escape(line)}'>")
            doubled = line if lines[lines.index(line) + 1] == line else ""
        elif line.startswith("\u00a0\u00a0•"):
            words = html.escape(line.replace("•", "").strip("\u00a0"))
            rows.append(f"<p>•<a href='x.pdf'>{words.replace('PDF', '<span>PDF</span>')}</a></p>")
        else:
            rows.append(f"<p>{html.escape(line)}</p>" if line.strip() else "<br>")
    body = "\n".join(rows)
    return (
        "<!DOCTYPE html><html lang='ja'><head><meta charset='CHARSET'><title>題</title><style>p{}</style></head><body>"
        f"{NAVIGATION}<!-- 注 --><script>var x = '飾り';</script><div id='contents'>{body}</div>"
        "<footer>総務省 法人番号</footer></body></html>"
    )


class Server(ThreadingHTTPServer):
    """Serves what a test puts into `pages`: path → (status, headers, body, seconds to wait)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes, float]] = {}

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's pages."""

    def do_GET(self) -> None:
        status, headers, body, wait = self.server.pages[self.path]  # type: ignore[attr-defined]
        time.sleep(wait)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — likewise
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def got(server: Server, body: bytes, kind: str = "text/html", path: str = "/p") -> str:
    server.pages[path] = (200, {"Content-Type": kind}, body, 0)
    answer = fetching.download(server.address(path), private=True)
    return converting.text_of(answer.data, answer.address, answer.kind, answer.charset)


def checked(graph: Graph, text: str) -> list[sources.Finding]:
    which = evidence.named_rendition(graph.store, MIC)
    standing = evidence.passages(graph.store, which.iri)
    return sources.check(sources.aligned(text, which.sha256, which.length, standing), standing)


@pytest.mark.parametrize("charset", ["utf-8", "shift_jis", "euc_jp"])
def test_every_passage_is_found_in_the_page(graph: Graph, release: Path, server: Server, charset: str) -> None:
    written = page(release.read_text(encoding="utf-8")).replace("CHARSET", charset)
    codec = {"shift_jis": "cp932"}.get(charset, charset)
    body = written.replace("•", "・") if charset == "euc_jp" else written
    text = got(server, body.encode(codec, errors="xmlcharrefreplace"))
    if charset == "euc_jp":
        text = text.replace("・G7情報", "•G7情報").replace("・附属書", "•附属書")
    found = checked(graph, text)
    assert len(found) > 90
    assert {f.state for f in found} <= {"found", "moved"}
    assert sum(f.state == "found" for f in found) == len(found)


def test_every_passage_is_found_in_a_pdf_whose_lines_are_broken(graph: Graph, release: Path, server: Server) -> None:
    plots = pytest.importorskip("matplotlib")
    pytest.importorskip("matplotlib_fontja")
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
    from matplotlib.figure import Figure

    lines = [part for line in release.read_text(encoding="utf-8").split("\n") for part in re.findall(".{1,40}", line)]
    drawn = io.BytesIO()
    with plots.rc_context({"pdf.fonttype": 42, "font.family": "IPAexGothic"}), PdfPages(drawn) as pdf:
        for top in range(0, len(lines), 45):
            sheet = Figure(figsize=(8.27, 11.69))  # A4, in inches
            FigureCanvasPdf(sheet)
            for row, line in enumerate(lines[top : top + 45]):
                if line.strip():
                    sheet.text(0.08, 0.95 - row * 0.02, line, fontsize=8)
            pdf.savefig(sheet)
    text = got(server, drawn.getvalue(), "application/pdf")
    assert text.count("\n") >= len(lines) - 20
    assert {f.state for f in checked(graph, text)} == {"found"}


def test_one_changed_sentence_is_reported_by_exactly_its_passages(graph: Graph, release: Path, server: Server) -> None:
    plain = release.read_text(encoding="utf-8")
    old = "取組への中小企業等の"
    new = plain.replace(old, "場への小さな企業の")
    assert plain.count(old) == 1
    found = checked(graph, got(server, page(new).replace("CHARSET", "utf-8").encode()))
    start, end, _ = sources.anchor(plain, old)[0]
    expected = {f.passage.iri for f in found if f.passage.start < end and start < f.passage.end}
    assert expected
    assert {f.passage.iri for f in found if f.state == "changed"} == expected


def test_redirects_are_followed_and_each_hop_is_checked(server: Server) -> None:
    server.pages["/a"] = (302, {"Location": "/b"}, b"", 0)
    server.pages["/b"] = (200, {"Content-Type": "text/plain; charset=euc-jp"}, "会合".encode("euc_jp"), 0)
    answer = fetching.download(server.address("/a"), private=True)
    assert answer.address.endswith("/b")
    assert converting.text_of(answer.data, answer.address, answer.kind, answer.charset) == "会合"
    server.pages["/loop"] = (301, {"Location": "/loop"}, b"", 0)
    with pytest.raises(SourceProblem, match="redirects"):
        fetching.download(server.address("/loop"), private=True)
    server.pages["/out"] = (302, {"Location": "file:///etc/passwd"}, b"", 0)
    with pytest.raises(UsageProblem, match="only http"):
        fetching.download(server.address("/out"), private=True)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.8/x", "http://localhost/", "http://169.254.1.1/"]
)
def test_private_addresses_are_refused_unless_asked(address: str) -> None:
    with pytest.raises(UsageProblem, match="private address"):
        fetching.download(address)


@pytest.mark.parametrize("address", ["ftp://example.org/x", "file:///etc/hosts", "soumu.go.jp", "http://", "http://h:port/"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(UsageProblem):
        fetching.download(address)


def test_slow_huge_missing_and_broken_pages_are_one_line(server: Server) -> None:
    server.pages["/slow"] = (200, {}, b"x", 5)
    server.pages["/huge"] = (200, {}, b"x" * 300_000, 0)
    server.pages["/zip"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 5_000_000), 0)
    server.pages["/none"] = (404, {}, b"", 0)
    server.pages["/short"] = (200, {"Content-Length": "1000"}, b"only this", 0)
    for path, words, options in (
        ("/slow", "no answer within", {"timeout": 0.4}),
        ("/huge", "larger than", {"limit": 100_000}),
        ("/zip", "larger than", {"limit": 100_000}),
        ("/none", "404", {}),
        ("/short", "broke off|IncompleteRead|bytes", {}),
    ):
        with pytest.raises(SourceProblem, match=words) as caught:
            fetching.download(server.address(path), private=True, **options)  # type: ignore[arg-type]
        assert "\n" not in str(caught.value)


def test_compressed_pages_are_read(server: Server) -> None:
    server.pages["/zip"] = (200, {"Content-Encoding": "gzip"}, gzip.compress("会合".encode()), 0)
    assert fetching.download(server.address("/zip"), private=True).data.decode() == "会合"


def test_a_page_without_a_charset_is_decoded_by_trial_but_a_text_is_not() -> None:
    words = "これはどこかの会合についての文章です。"
    assert words in converting.text_of(f"<html><body><p>{words}</p></body></html>".encode("cp932"), "x.html")
    with pytest.raises(SourceProblem, match="SHIFT_JIS; convert it"):
        converting.text_of(words.encode("cp932"), "x.txt")
    with pytest.raises(SourceProblem, match="declared as utf-8"):
        converting.text_of(words.encode("cp932") * 9, "x.txt", "text/plain", "utf-8")


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"<html></html>", "empty"), (b"\x00\x01\x02", "not a text"), (b"%PDF-1.4 x", "PDF")]
)
def test_what_holds_no_text_is_one_line(data: bytes, words: str) -> None:
    pytest.importorskip("pypdf")
    with pytest.raises(SourceProblem, match=words):
        converting.text_of(data, "copy")


def test_pictures_items_and_silent_parts() -> None:
    markup = "<body><script>no</script><ul><li>one</li><li>two</li></ul><img alt='shown'><p>a<b>b</b>c<br>d</p>"
    markup += "<svg><text>no</text></svg></body>"
    assert re.sub(r"\n+", "\n", converting.html_text(markup)) == "• one\n• two\nshown\nabc\nd\n"


def test_a_huge_file_is_one_line(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceProblem, match="50 000 000 bytes"):
        converting.read_any(huge)


def test_fetch_and_check_from_the_command_line(server: Server, release: Path, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    body = page(release.read_text(encoding="utf-8")).replace("CHARSET", "utf-8").encode()
    server.pages["/p"] = (200, {"Content-Type": "text/html"}, body, 0)
    cache = {"G7KG_CACHE": str(tmp_path)}
    done = run("sources", "fetch", MIC, "--address", server.address("/p"), **cache)
    assert (done.returncode, "private address" in done.stderr) == (2, True)
    done = run("sources", "fetch", MIC, "--private", "--address", server.address("/p"), **cache)
    assert done.returncode == 0, done.stderr
    assert "found in place" in done.stdout
    done = run("sources", "check", "--rendition", MIC, **cache)
    assert (done.returncode, "changed" in done.stdout) == (0, False), done.stdout + done.stderr
    assert "cached" in run("sources", "list", **cache).stdout
