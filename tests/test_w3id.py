"""The redirects of w3id.org/g7kg, asked of a real Apache: each form by Accept and by ending, for every kind of IRI."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT as PROJECT

from g7kg.namespaces import SCHEMES

SITE = "https://g7kg.example"
APACHE = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MODULES = Path("/usr/lib/apache2/modules")
pytestmark = pytest.mark.skipif(
    APACHE is None and not os.environ.get("G7KG_NEED_BROWSER"), reason="needs Apache (tools/install-browser)"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CASES = [
    ("", BROWSER, "/index.html"),
    ("", "text/turtle", "/index.html"),
    ("ontology", BROWSER, "/ontology.html"),
    ("ontology", "text/turtle", "/ontology.ttl"),
    ("ontology/0.1.0", "text/turtle", "/ontology/0.1.0.ttl"),
    ("ontology.ttl", BROWSER, "/ontology.ttl"),
    ("id/meeting/2017-turin", BROWSER, "/id/meeting/2017-turin.html"),
    ("id/meeting/2017-turin", "", "/id/meeting/2017-turin.html"),
    ("id/meeting/2017-turin", "*/*", "/id/meeting/2017-turin.html"),
    ("id/meeting/2017-turin", "text/turtle", "/id/meeting/2017-turin.ttl"),
    ("id/meeting/2017-turin", "text/turtle, text/html;q=0.5", "/id/meeting/2017-turin.ttl"),
    ("id/meeting/2017-turin", "application/ld+json", "/id/meeting/2017-turin.jsonld"),
    ("id/meeting/2017-turin", "application/json", "/id/meeting/2017-turin.jsonld"),
    ("id/meeting/2017-turin", "application/n-triples", "/id/meeting/2017-turin.nt"),
    ("id/meeting/2017-turin", "application/rdf+xml, text/turtle;q=0.9", "/id/meeting/2017-turin.ttl"),
    ("id/meeting/2017-turin", "application/rdf+xml, application/ld+json;q=0.9", "/id/meeting/2017-turin.jsonld"),
    ("id/meeting/2017-turin", "application/rdf+xml, application/n-triples;q=0.9", "/id/meeting/2017-turin.nt"),
    ("id/meeting/2017-turin", "text/html, text/turtle;q=0.5", "/id/meeting/2017-turin.html"),
    ("id/statement/2017-mic-release/2.2.s2.b", "text/turtle", "/id/statement/2017-mic-release/2.2.s2.b.ttl"),
    ("id/statement/2017-mic-release/2.2.s2.b.jsonld", BROWSER, "/id/statement/2017-mic-release/2.2.s2.b.jsonld"),
    ("graph/2017-turin/mic-release", "text/turtle", "/graph/2017-turin/mic-release.ttl"),
    ("alignment/prov", BROWSER, "/alignment/prov.html"),
    ("scheme/theme", BROWSER, "/scheme/theme.html"),
    *((f"{scheme}/some-thing", "text/turtle", f"/{scheme}/some-thing.ttl") for scheme in SCHEMES),
]


@pytest.fixture(scope="module")
def apache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    assert APACHE, "no Apache here; tools/install-browser brings it"
    folder = tmp_path_factory.mktemp("apache")
    shutil.copytree(PROJECT / "w3id", folder / "htdocs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = {"mpm_event": "mpm_event", "authz_core": "authz_core", "rewrite": "rewrite", "headers": "headers", "dir": "dir"}
    load = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{file}.so" for name, file in names.items())
    (folder / "httpd.conf").write_text(
        f"{load}\nServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
        f"ErrorLog {folder}/errors\nDocumentRoot {folder}/htdocs\n<Directory {folder}/htdocs>\n"
        "AllowOverride All\nRequire all granted\n</Directory>\n"
    )
    (folder / "htdocs").chmod(0o755)
    for path in folder.parents:
        if path.stat().st_uid == os.getuid() and path.name.startswith("pytest"):
            path.chmod(0o755)  # Apache's workers are another user where the tests run as root
    folder.chmod(0o755)
    server = subprocess.Popen([APACHE, "-f", str(folder / "httpd.conf"), "-DFOREGROUND"])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            pytest.fail((folder / "errors").read_text())
        yield port
    finally:
        server.terminate()
        server.wait(10)


def asked(port: int, path: str, accept: str) -> tuple[int, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/g7kg/{path}", headers={"Accept": accept} if accept else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers


@pytest.mark.parametrize(("path", "accept", "target"), CASES)
def test_where_a_name_leads(apache: int, path: str, accept: str, target: str) -> None:
    status, headers = asked(apache, path, accept)
    assert (status, headers["Location"]) == (303, SITE + target)
    assert "accept" in headers["Vary"].lower()


def test_what_is_no_name_of_ours_leads_nowhere(apache: int) -> None:
    assert asked(apache, "elsewhere/thing", BROWSER)[0] == 404


def test_each_rule_is_needed_by_a_case() -> None:
    rules = (PROJECT / "w3id" / "g7kg" / ".htaccess").read_text(encoding="utf-8")
    targets = re.findall(r"^RewriteRule \S+ %\{ENV:G7KG_SITE\}(\S+) \[R=303,L\]$", rules, re.M)
    assert len(targets) == 9
    kinds = re.findall(r"\^\(\(\?:([a-z|]+)\)", rules)
    assert {frozenset(kind.split("|")) for kind in kinds} == {
        frozenset({"ontology", "alignment", "graph", "id", "scheme", *SCHEMES})
    }
