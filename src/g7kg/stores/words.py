"""The keywords and prefixes of a SPARQL query, without parsing it.

Oxigraph says neither whether a query names its own dataset (``FROM``) nor whether it asks another server (``SERVICE``).
"""

from __future__ import annotations

import difflib
import re

# What keywords may hide in, longest first: comments, IRIs, strings, variables, language tags, prefixed names.
_OTHER = re.compile(
    r"""\#[^\n\r]*
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | [?$@]\w[\w-]*
    | (?:\w[\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*
    """,
    re.VERBOSE | re.DOTALL,
)


_UNREAD = re.compile(
    r"""(<[^<>"{}|^`\\\x00-\x20]*>)
    | \#[^\n\r]*
    | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    """,
    re.VERBOSE | re.DOTALL,
)
# Every word of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar) and its updates, and what Oxigraph adds.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY COUNT
    CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM
    GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
    LANGMATCHES LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND
    REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR
    STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO TRUE TZ UCASE UNDEF UNION
    URI USING UUID VALUES WHERE WITH YEAR
    ADJUST HASLANG HASLANGDIR ISTRIPLE LANGDIR LATERAL OBJECT PREDICATE STRLANGDIR SUBJECT TRIPLE VERSION
    """,
    )
)
_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)


def bare(query: str) -> str:
    """Return a query without its comments and strings.

    >>> bare("ASK { <x#y> ?p 'it # is' } # so")
    'ASK { <x#y> ?p   }  '
    """
    return _UNREAD.sub(lambda found: found[1] or " ", query)


def prefixes(query: str) -> list[tuple[str, str]]:
    """Return the prefixes that a query declares, each with its namespace, in their order."""
    return _PREFIX.findall(bare(query))


def keywords(query: str) -> set[str]:
    """Return the bare words of a query in capitals: its keywords and the names of functions, at least.

    What stands in comments, IRIs, strings and names does not count.

    >>> sorted(keywords("SELECT ?from { ?from <http://x/FROM> 'FROM' } # FROM"))
    ['SELECT']
    """
    return {word.upper() for word in re.findall(r"[A-Za-z]+", _OTHER.sub(" ", query))}


def misspelt(query: str) -> tuple[int, int, str, str] | None:
    """Return the first bare word that SPARQL does not have: line, column, the word, and the nearest that it has, or "".

    >>> misspelt("SELECT ?x { ?x ?p ?o FILTR(?x = ?o) }")
    (1, 22, 'FILTR', 'FILTER')
    """
    text = _OTHER.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), query)
    if "'" in text or '"' in text:
        return None  # what comes after a quote that nothing closes is no word
    for found in re.finditer(r"(?<!\w)[A-Za-z_]\w*", text):
        word = found[0].upper()
        if word not in _WORDS:
            near = difflib.get_close_matches(word, sorted(_WORDS), 1)
            before = text[: found.start()]
            return before.count("\n") + 1, len(before) - before.rfind("\n"), found[0], near[0] if near else ""
    return None


def names_dataset(query: str) -> bool:
    """Say whether a query names the dataset that it asks (``FROM``)."""
    return "FROM" in query.upper() and "FROM" in keywords(query)  # most have the letters nowhere, which is told at once
