"""Copies of sources as text: decoding, HTML and PDF to text, told apart by type, name and first bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from g7kg.errors import SourceProblem, one_line
from g7kg.sources import normal_text

LIMIT = 20_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,30})", re.IGNORECASE)
_ALIASES = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
}


def decoded(data: bytes, name: str, declared: str = "", *, markup: bool = False) -> str:
    """Return bytes as text: by byte order mark, declared charset (header, then the page's own), UTF-8; a page also by trial.

    Raises:
        SourceProblem: they are not text in the declared charset, or in none that can be told.
    """
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data.decode(charset, errors="replace")
    own = (_META.search(data[:4096]) or _XML.search(data[:4096])) if markup else None
    for charset in dict.fromkeys(filter(None, [declared, own[1].decode("ascii") if own else ""])):
        codec = _ALIASES.get(charset.lower(), charset)
        try:
            return data.decode(codec)
        except LookupError:
            continue
        except UnicodeDecodeError as error:
            text = data.decode(codec, errors="replace")
            if markup and text.count("\ufffd") <= max(2, len(text) // 1000):
                return text
            if charset == declared and own:
                continue
            raise SourceProblem(f"{name}: declared as {charset} but is not (byte {error.start})") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= max(4, len(data) - 3):  # cut off within its last letter
            return data[: error.start].decode("utf-8")
        guess = _guess(data)
        if guess and markup:
            return data.decode(guess[0])
        hint = (
            f"it looks like {guess[1]}; convert it: iconv -f {guess[1]} -t UTF-8" if guess else "save the copy as UTF-8 text"
        )
        raise SourceProblem(f"{name}: not UTF-8 text (byte {error.start}); {hint}") from None


def _guess(data: bytes) -> tuple[str, str] | None:
    best: tuple[float, tuple[str, str]] | None = None
    for codec, name in (("cp932", "SHIFT_JIS"), ("euc_jp", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        kana = sum("ぁ" <= c <= "ヿ" for c in text) / max(1, sum(not c.isascii() for c in text))
        if kana > 0.15 and (best is None or kana > best[0]):
            best = (kana, (codec, name))
    return best[1] if best else None


_BLOCK_NAMES = """address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html img li main nav ol p pre section table tbody td tfoot th thead tr ul"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "head", "svg", "select", "button", "iframe", "object", "textarea"]
)


def html_text(markup: str) -> str:
    """Return the text of a page, block by block; pictures stand with their alternative text, list items with a bullet."""
    from lxml import etree, html

    markup = re.sub(r"\A\s*<\?xml[^>]*>", "", markup)
    if not markup.strip():
        return ""
    try:
        root = html.fromstring(markup, parser=html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    pieces: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        silent = any(a.tag in _SILENT for a in node.iterancestors())
        if event == "start":
            if silent or tag in _SILENT:
                continue
            if tag in _BLOCKS:
                pieces.append("\n• " if tag == "li" else "\n")
            if tag == "img" and (alt := (node.get("alt") or "").strip()):
                pieces.append(alt)
            if tag != "img" and node.text:
                pieces.append(node.text if tag == "pre" else re.sub(r"[\r\n\t]+", " ", node.text))
        else:
            if tag in _BLOCKS and not silent and tag not in _SILENT:
                pieces.append("\n")
            if node.tail and not silent:
                pieces.append(re.sub(r"[\r\n\t]+", " ", node.tail))
    lines = [line.strip() for line in "".join(pieces).split("\n")]
    text = "\n".join(line for line in lines if line not in ("•",))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"• \n+", "• ", text)).strip() + "\n"


def pdf_text(data: bytes, name: str) -> str:
    """Return the text layer of a PDF.

    Raises:
        SourceProblem: it cannot be read, or has no text layer.
    """
    import io
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        text = "\n".join(page.extract_text() or "" for page in PdfReader(io.BytesIO(data)).pages)
    except Exception as error:  # pypdf raises many kinds for broken files
        raise SourceProblem(f"{name}: the PDF cannot be read ({one_line(error)})") from None
    if not normal_text(text):
        raise SourceProblem(f"{name}: the PDF has no text layer; it is a picture of a page")
    return text


def text_of(data: bytes, name: str, kind: str = "", charset: str = "") -> str:
    """Return the text of a page, PDF or plain text, told apart by the declared type, the name and the first bytes.

    Raises:
        SourceProblem: it is empty, broken, or no text.
    """
    if not data.strip():
        raise SourceProblem(f"{name}: the copy is empty")
    head = data[:2048].lstrip().lower()
    if head.startswith(b"%pdf") or kind == "application/pdf":
        return pdf_text(data, name)
    looks_markup = bool(re.search(rb"<(?:!doctype html|html|head|body|meta|div|p|title)\b", head))
    if (
        kind in ("text/html", "application/xhtml+xml")
        or looks_markup
        or (name.lower().endswith((".html", ".htm")) and b"<" in head)
    ):
        text = html_text(decoded(data, name, charset, markup=True))
    elif b"\0" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceProblem(f"{name}: not a text; give the page as HTML, PDF or text")
    else:
        text = decoded(data, name, charset)
    if not normal_text(text):
        raise SourceProblem(f"{name}: the copy is empty")
    return text


def read_any(path: Path, limit: int = LIMIT) -> str:
    """Return the text of a copy on disk, whatever its form.

    Raises:
        SourceProblem: it cannot be read, is too large, or has no text.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise SourceProblem(f"{path}: {size:,} bytes; a press release is smaller than {limit:,}".replace(",", " "))
        data = path.read_bytes()
    except OSError as error:
        raise SourceProblem(f"{path}: cannot be read ({error.strerror}); give the path of a saved copy") from None
    return text_of(data, str(path))
