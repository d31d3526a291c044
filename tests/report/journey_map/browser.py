"""Pages in a real browser without a screen: what they come to, and what it complains about."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr",
)  # fmt: skip
REPORT = "<pre id='report'></pre>"


def opened(page: Path, folder: Path, *more: str) -> tuple[str, list[str]]:
    """The document once it has settled, and the lines of the console. Skips where there is no browser."""
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        pytest.skip("needs Chromium")
    done = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", *more, "--dump-dom", page.as_uri()],
        capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def reported(markup: str, script: str, folder: Path) -> Any:
    """What a script says of markup, as JSON: it calls ``report(value)``, at once or later."""
    page = folder / "page.html"
    page.write_text(
        f"<!DOCTYPE html><meta charset='utf-8'>{REPORT}{markup}"
        "<script>const report = value => {"
        " document.getElementById('report').textContent = JSON.stringify(value); };</script>"
        f"<script>{script}</script>",
        "utf-8",
    )
    text, _ = opened(page, folder, "--virtual-time-budget=20000")
    found = re.search(r'<pre id="report">(.*?)</pre>', text, re.DOTALL)
    assert found and found[1], text[-2000:]
    return json.loads(html.unescape(found[1]))
