"""A headless Chromium for the tests of the site, as Debian has it; `tools/install-browser` brings it."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)
MISSING = not (shutil.which("chromium") and shutil.which("chromedriver"))
needed = pytest.mark.skipif(
    MISSING and not os.environ.get("G7KG_NEED_BROWSER"), reason="needs Chromium (tools/install-browser)"
)


@contextlib.contextmanager
def chromium(*flags: str) -> Iterator[Any]:
    """Start a browser with an empty profile; end it and remove the profile afterwards."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        driver.set_script_timeout(60)
        try:
            yield driver
        finally:
            driver.quit()


def wait(driver: Any, condition: str, *values: object) -> Any:
    """Wait until the JavaScript `condition` is true and return it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := driver.execute_script(f"return ({condition})", *values):
            return found
        time.sleep(0.03)
    raise AssertionError(f"never true: {condition}")


def settled(driver: Any) -> None:
    """Wait until the view is drawn and every section of it has its rows."""
    wait(
        driver,
        "typeof G7 === 'object' && G7.state && document.querySelector('main h1')"
        " && '#' + location.hash.slice(1) === G7.here() && G7.shown === location.hash"
        " && !document.querySelector('[aria-busy]')",
    )


def size(driver: Any, width: int, height: int = 900) -> None:
    """Make the page so wide and so high."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
    )


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Be a plain web host of a folder; yield its address, without a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
