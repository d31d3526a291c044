"""`cx assess` with a `cx.toml` that names the plugin: to an outcome, and to exit code 3 where a source is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxengine_sql.served import Cluster, cluster

from .databases import needs_postgres

RULES = """\
pack made: Made for a test
version 1 from 2024-01-01
cites: Nobody

subject service: Service

table cases: Cases
  key id
  field id is text
  field service is service
  field opened is date
  field closed is yes_no, may be missing

table letters: Letters
  field service is service

metric closed_share: Cases that are closed
  from cases
  formula share(closed is yes)

metric letters_sent: Letters sent
  from letters
  formula count

model maturity for service: Customer experience
  unknown counts as unmet

level 1: Answered
  criterion 1.1: Half of the cases are closed
    when closed_share >= 50%
  criterion 1.2: Letters are sent
    when letters_sent >= 1
"""


def assess(folder: Path, cases: str, **environment: str) -> tuple[int, dict[str, str], dict[str, Any], str]:
    """Exit code, outcome by criterion, what is said of the cases, and everything that was printed."""
    (folder / "rules.cx").write_text(RULES, "utf-8")
    (folder / "services.csv").write_text("id,title\nroads,Roads\n", "utf-8")
    (folder / "letters.csv").write_text("service\nroads\n", "utf-8")
    (folder / "cx.toml").write_text(
        f'[project]\nname = "Enfield"\nas_of = "2024-12-31"\nplugins = ["sql"]\n'
        '[sources.service]\npath = "services.csv"\n[sources.letters]\npath = "letters.csv"\n'
        f"[sources.cases]\n{cases}\n", "utf-8",
    )  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-m", "cxengine", "assess", str(folder), "--format", "json"], capture_output=True, text=True,
        env={**os.environ, "NO_COLOR": "1", **environment}, timeout=120, check=False,
    )  # fmt: skip
    result = json.loads(run.stdout) if run.stdout else {"subjects": [], "sources": []}
    criteria = [each for subject in result["subjects"] for each in subject["models"][0]["criteria"]]
    outcomes = {each["criterion"]: each["outcome"] for each in criteria}
    about = next((each for each in result["sources"] if each["table"] == "cases"), {})
    return run.returncode, outcomes, about, run.stdout + run.stderr


MET, LOST = {"1.1": "met", "1.2": "met"}, {"1.1": "unknown", "1.2": "met"}


CREATE = "CREATE TABLE cases (id int, service varchar(20), opened date, closed varchar(3))"
INSERT = "INSERT INTO cases VALUES (1, 'roads', '2024-01-01', 'yes'), (2, 'roads', '2024-02-01', NULL)"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    import adbc_driver_postgresql.dbapi as driver

    with cluster() as made:
        with driver.connect(made.address(), autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(CREATE)
            cursor.execute(INSERT)
        yield made


def test_sqlite(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
        connection.execute(CREATE)
        connection.execute(INSERT)
    connection.close()
    cases = 'plugin = "sqlite_query"\npath = "cases.sqlite"\nquery = "SELECT * FROM cases WHERE id > 0"'
    code, outcomes, about, said = assess(tmp_path, cases)
    assert (code, outcomes, about["rows"]) == (0, MET, 2), said
    code, outcomes, about, said = assess(tmp_path, cases.replace("FROM cases", "FROM caes"))
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-reply"), said


@needs_postgres
def test_postgres(tmp_path: Path, server: Cluster) -> None:
    cases = f'''plugin = "postgres"
table = "public.cases"
host = "{server.host}"
port = {server.port}
database = "postgres"
user = "{server.user}"
password = {{ env = "CX_PASSWORD" }}'''
    code, outcomes, about, said = assess(tmp_path, cases, CX_PASSWORD=server.password)
    assert (code, outcomes, about["rows"]) == (0, MET, 2) and server.password not in said, said
    code, outcomes, about, said = assess(tmp_path, cases, CX_PASSWORD="canary")
    assert (code, outcomes, about["problems"][0]["code"]) == (3, LOST, "source-refused") and "canary" not in said
    changed = cases + '\ncolumns = { opened = "opened_on" }'
    code, outcomes, about, said = assess(tmp_path, changed, CX_PASSWORD=server.password)
    assert code == 2 and "Did you mean `opened`?" in " ".join(said.split()), "a schema that changed since yesterday"
