"""Says at the end of a run how often generated programs had each word of the language."""

from __future__ import annotations

from collections import Counter

import pytest

Tally = Counter[str]
TALLY = pytest.StashKey[Tally]()
PROGRAMS = "programs"


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Counts of programs by word; ``programs`` is how many there were."""
    return request.config.stash.setdefault(TALLY, Counter())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts, rarest first."""
    counts = config.stash.get(TALLY, Counter())
    total = counts[PROGRAMS]
    if not total:
        return
    terminalreporter.section(f"words in {total} generated programs")
    rarest_first = sorted((count, word) for word, count in counts.items() if word != PROGRAMS)
    columns = [f"{count / total:6.1%}  {word:<38.38}" for count, word in rarest_first]
    for start in range(0, len(columns), 3):
        terminalreporter.write_line("".join(columns[start : start + 3]).rstrip())
