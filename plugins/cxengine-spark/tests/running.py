"""Spark on this machine, and what skips tests where there is none."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import Any

import pytest

MISSING = [
    words
    for there, words in (
        (shutil.which("java"), "Java is not installed: `apt-get install openjdk-17-jre-headless`"),
        (importlib.util.find_spec("pyspark"), "pyspark is not installed: `pip install pyspark`"),
    )
    if not there
]
needs_spark = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("CX_TEST_ENGINES") != "required", reason="; ".join(MISSING)
)
CX_TOML = """[project]
name = "On Spark"
plugins = ["spark"]
[engine]
backend = "spark"
"""


def started(folder: str) -> Any:
    """A session whose settings differ from what the backend needs, as anybody's may."""
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", folder)
        .config("spark.sql.session.timeZone", "America/New_York")
        .config("spark.sql.ansi.enabled", "false")
        .getOrCreate()
    )
