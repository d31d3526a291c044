"""What ``cx plugins new`` writes installs, loads and passes its own tests; the guide, followed literally."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cxengine.cli import run
from cxengine.testing import Answered, Asked, Served
from tests.docs.documented import blocks

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "plugins.md"
KINDS = ("source", "scorer", "backend", "functions")

Ran = Callable[..., subprocess.CompletedProcess[str]]


def install(folder: Path, site: Path) -> None:
    """As an editable installation does it, without a network: the metadata of its pyproject, and a path to its code."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    about = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = project["entry-points"]["cxengine"]
    (about / "entry_points.txt").write_text("[cxengine]\n" + "".join(f"{k} = {v}\n" for k, v in entries.items()))
    (about / "RECORD").write_text("")
    for package in (folder / "src").iterdir():
        (site / package.name).symlink_to(package.resolve())


@pytest.fixture
def python(tmp_path: Path) -> Ran:
    """Python that sees what is installed in ``site``."""

    def ran(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1", **more}
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240
        )

    return ran


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plugin_installs_and_passes_its_own_tests(kind: str, tmp_path: Path, python: Ran) -> None:
    assert run(["plugins", "new", f"our-{kind}", "--kind", kind, "--dir", str(tmp_path)]) == 0
    install(tmp_path / f"our-{kind}", tmp_path / "site")
    tests = python("-m", "pytest", "-q", "-W", "error", f"our-{kind}")
    assert tests.returncode == 0, tests.stdout
    assert re.search(r"^\d+ passed in", tests.stdout, re.MULTILINE), tests.stdout
    listed = json.loads(python("-m", "cxengine", "plugins", "list", "--format", "json").stdout)
    loaded = {each["name"]: each for each in listed["loaded"]}
    assert loaded[f"our_{kind}"]["distribution"] == f"our-{kind}" and loaded[f"our_{kind}"]["version"] == "0.1.0"
    checked = python("-m", "cxengine", "plugins", "check", f"our-{kind}")
    assert checked.returncode == 0 and "BROKEN" not in checked.stdout, checked.stdout


def test_a_name_that_will_not_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plugins", "new", "Our_Plugin", "--kind", "source", "--dir", str(tmp_path)]) == 2
    assert "small letters" in capsys.readouterr().err
    (tmp_path / "ours").mkdir()
    assert run(["plugins", "new", "ours", "--kind", "source", "--dir", str(tmp_path)]) == 2
    assert "already" in capsys.readouterr().err


def test_the_guide_followed_literally(tmp_path: Path, python: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (first, install_and_test) = blocks(GUIDE, "text")[:2]
    command, *_ = re.findall(r"^\$ cx (.*)$", first.body, re.MULTILINE)
    assert run(command.split()) == 0
    assert re.findall(r"^\$ (.*)$", install_and_test.body, re.MULTILINE) == [
        "pip install -e our-requests", "pytest our-requests",
    ]  # fmt: skip
    install(tmp_path / "our-requests", tmp_path / "site")
    assert python("-m", "pytest", "-q", "our-requests").returncode == 0
    old, new = (block for block in blocks(GUIDE, "python-step"))
    source = tmp_path / "our-requests" / old.language.split()[-1]
    text = source.read_text()
    assert text.count(old.body) == 1
    source.write_text(text.replace(old.body, new.body))
    assert python("-m", "pytest", "-q", "our-requests").returncode == 1
    recorded = tmp_path / "our-requests" / "tests" / "recorded" / "requests.json"
    requests = [{**each, "channel": "web"} for each in json.loads(recorded.read_text())]
    recorded.write_text(json.dumps(requests))
    test = tmp_path / "our-requests" / "tests" / "test_our_requests.py"
    test.write_text(test.read_text().replace('"status": "open"}]', '"status": "open", "channel": "web"}]'))
    passed = python("-m", "pytest", "-q", "our-requests")
    assert passed.returncode == 0, passed.stdout
    _figure_of(requests, tmp_path, python)


def _figure_of(requests: list[dict[str, str]], folder: Path, python: Ran) -> None:
    """The project of the guide, on a server that answers as the recorded one does."""

    def answer(asked: Asked) -> Answered:
        after, size = int(asked.query["after"]), int(asked.query["size"])
        end = min(after + size, len(requests))
        return Answered(body=json.dumps({"requests": requests[after:end], "next": end}).encode())

    (toml,) = [block.body for block in blocks(GUIDE, "toml") if "our-requests" in block.body]
    (rules,) = [block.body for block in blocks(GUIDE, "cx")]
    project = folder / "council"
    project.mkdir()
    (project / "rules.cx").write_text(rules)
    with Served(answer) as served:
        (project / "cx.toml").write_text(toml.replace("https://requests.example.gov.uk", served.url))
        listed = python("-m", "cxengine", "plugins", "list", "--project", "council")
        assert "our_requests (our-requests 0.1.0) takes part in this project" in listed.stdout
        ran = python("-m", "cxengine", "metrics", "council", "--format", "json", REQUESTS_KEY="k")
    assert ran.returncode == 0, ran.stderr
    (metric,) = json.loads(ran.stdout)["metrics"]
    # of eight requests those with a number that three divides are closed: 3 and 6
    assert metric["value"] == 25 and metric["n"] == 8
