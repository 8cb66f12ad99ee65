"""The keywords and prefixes of a SPARQL query, without parsing it.

Oxigraph says neither whether a query names its own dataset (``FROM``) nor whether it asks another server (``SERVICE``).
"""

from __future__ import annotations

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


def names_dataset(query: str) -> bool:
    """Say whether a query names the dataset that it asks (``FROM``)."""
    return "FROM" in query.upper() and "FROM" in keywords(query)  # most have the letters nowhere, which is told at once
