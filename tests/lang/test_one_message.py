"""One mistake of an analyst gives one message, which says what to write."""

from __future__ import annotations

import pytest

import cxengine
from cxengine.lang import ast
from cxengine.resources import bundled_pack
from tests.lang.marked import BASE, checked
from tests.lang.reading import read

GAP = "metric gap: Behind the council\n  formula csat - csat of council\n  target at most 10 points\n"
MODEL = """party digital: Digital team
model m for service: M
  aspect a: Big thing
  level 1: One
    criterion 1.1: First
      aspect a
      ask: Is it?
      action act: Act
        owner head
    criterion 1.2: Second
      aspect a
      when csat >= 80% and csat of council is known
      action further: Act further
        after act
  level 2: Two
    criterion 2.1: Third
      aspect a
      ask: Is it so?
test m: Case
  given answer 1.1 is met
  given csat is 80% of 400
  expect criterion 1.2 is met
  expect no action further
"""
WHOLE = BASE + GAP + MODEL

HEADS = [
    ("metric csat: Satisfied\n", "misplaced-clause", "`from` belongs in `segment` or `metric`"),
    ("metric net: Net promoter\n", "repeated-clause", "head of another metric (a line like `metric NAME: TITLE`)"),
    ("metric spent: Spent\n", "repeated-clause", "head of another metric"),
    ("table deals: Deals with suppliers\n", "repeated-clause", "head of another table"),
    ("table responses: Survey answers\n", "misplaced-clause", "`table NAME: TITLE`"),
    ("  level 2: Two\n", "misplaced-clause", "`level`"),
    ("    criterion 1.2: Second\n", "misplaced-clause", "head of another criterion"),
    ("model m for service: M\n", "misplaced-block", "head of a `model`"),
    ("      action act: Act\n", "misplaced-clause", "`action NAME: TITLE`"),
]


def found_in(text: str) -> list[tuple[str, str]]:
    """The code and the help of each message."""
    return [(d.code, d.help) for d in checked(text)[2]]


@pytest.mark.parametrize(("head", "code", "help"), HEADS, ids=[head.split(":")[0].strip() for head, _, _ in HEADS])
def test_a_head_is_missing(head: str, code: str, help: str) -> None:
    text = WHOLE.replace("  field supplier is", "  key cost\n  field supplier is")
    text = text.replace("  field from_service", "  key from_service\n  field from_service")
    text = text.replace("level 2: Two\n", "level 2: Two\n    means: It is kept up.\n")
    assert found_in(text) == []
    assert text.count(head) == 1
    found = found_in(text.replace(head, ""))
    assert [code for code, _ in found] == [code]
    assert help in found[0][1]


def test_lines_of_the_missing_head_leave_the_block_above() -> None:
    rest = "from t\n where c is yes\n formula count\n needs 3 answers"
    file, found = read(f"metric gap: G\n formula a - b\n target at most 3\n{rest}")
    assert [(d.code, d.span.line) for d in found] == [("repeated-clause", 6)]
    (gap,) = file.declarations
    assert isinstance(gap, ast.Metric)
    assert (gap.table, gap.where, gap.needs, len(gap.targets)) == (None, (), None, 1)
    assert file.incomplete and file.nameless


@pytest.mark.parametrize("name", ["c-sat", "c sat"])
def test_a_name_that_is_none_stands_for_those_that_may_be_meant(name: str) -> None:
    found = found_in(WHOLE.replace("metric csat:", f"metric {name}:"))
    assert [code for code, _ in found] == ["syntax"]


@pytest.mark.parametrize(
    "head",
    [
        "levl 2: Two", "levle 2: Two", "Level 2: Two", "lvl 2: Two", "level 2 Two", "level2: Two",
    ],
)  # fmt: skip
def test_what_stands_below_a_level_that_is_misspelt_is_told_of_in_the_same_run(head: str) -> None:
    """The head is told of, and read as if it were right: nothing below it seems to stand elsewhere."""
    one = WHOLE.replace("level 2: Two", head)
    assert len(found_in(one)) == 1
    three = one.replace("      ask: Is it so?", "      when csta meets target")
    three = three.replace("expect no action further", "expect no acton further")
    told = [d.message for d in checked(three)[2]]
    assert len(told) == 3 and "`csta`" in told[1] and "`acton`" in told[2]
    model = next(d for d in read(one)[0].declarations if isinstance(d, ast.Model))
    second = model.levels[1]
    assert (second.number, second.title, second.criteria[0].name.text) == (2, "Two", "2.1")
    assert one.split("\n")[second.span.line - 1] == f"  {head}" and second.span.column == 3
    assert second.span.end_column == 3 + len(head)


SLIPS = [
    ("formula average(satisfied)", "unknown-name", "Did you mean `mean`?"),
    ("formula AVG(cost)", "unknown-name", "Did you mean `mean`?"),
    ("formula total(cost)", "unknown-name", "Did you mean `sum`?"),
    ("formula percentage(ok is yes)", "unknown-name", "Did you mean `share`?"),
    ("formula number(ok is yes)", "unknown-name", "Did you mean `count`?"),
    ("formula count\n where answered_on in the last 12 months", "syntax", "Take out `the`: `in last 12 months`."),
    ("formula mean(satisfied)\n target at least 75%", "wrong-unit", "Write a number from 1 to 5."),
    ("formula share(satisfied >= 75%)", "type-mismatch", "Write a number from 1 to 5."),
    ("formula count()", "syntax", "Write `count`."),
    ("formula count(*) / 2", "syntax", "Write `count`."),
    ("// todo\n formula count", "syntax", "Write `#` in its place."),
    ("-- todo\n formula count", "syntax", "Write `#` in its place."),
    ("formula count\n where ok is yes and\n cost is known", "syntax", "Put `and` at the start of the next line."),
    ("formula count\n where ok is yes or\n how is web", "syntax", "Put `or` at the start of the next line."),
]


@pytest.mark.parametrize(("lines", "code", "help"), SLIPS, ids=[lines for lines, _, _ in SLIPS])
def test_slips_in_a_metric(lines: str, code: str, help: str) -> None:
    found = found_in(f"{BASE}metric rows: Rows\n from responses\n {lines}\n")
    assert [code for code, _ in found] == [code]
    assert help in found[0][1]


WRAPPED = "A text stays on one line; a further paragraph begins with `more:`."
PASTED = MODEL[MODEL.index("    criterion 1.1") : MODEL.index("    criterion 1.2")]

IN_A_MODEL = [
    ("owner head", "owner Digital team", "unknown-name", "Write its name: `owner digital`."),
    ("owner head", "owner web team", "syntax", "`party NAME: TITLE`"),
    ("      aspect a\n", "      aspect Big thing\n", "unknown-name", "Write its name: `aspect a`."),
    ("Is it?", "Is it that the team\n has done the work and\n the council agrees?", "syntax", WRAPPED),
    ("Is it?", "Is it what goes\n from the council to its residents", "syntax", WRAPPED),
    ("Is it?", "Is it that staff know\n and the council agrees", "syntax", WRAPPED),
    ("Is it?", "Is it?\n evidnce required", "unknown-word", "Did you mean `evidence`?"),
    ("level 2: Two\n", "level 2: Two\n" + PASTED, "duplicate-name", "Give one of them another name, or remove it."),
    (PASTED, PASTED + PASTED, "duplicate-name", "Give one of them another name, or remove it."),
    ("Is it so?", "Is it so?\n action act: Act\n owner head", "duplicate-name", "Give one of them another name"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "help"), IN_A_MODEL, ids=range(len(IN_A_MODEL)))
def test_slips_in_a_model(right: str, wrong: str, code: str, help: str) -> None:
    assert right in MODEL
    found = found_in(BASE + MODEL.replace(right, wrong, 1))
    assert [code for code, _ in found] == [code]
    assert help in found[0][1]


def test_swapped_levels_are_one_mistake() -> None:
    swapped = MODEL.replace("level 1:", "level 9:").replace("level 2:", "level 1:").replace("level 9:", "level 2:")
    assert [code for code, _ in found_in(BASE + swapped)] == ["level-order"]


def test_one_answer_and_spaces_of_word_processors_are_read() -> None:
    text = f"{BASE}metric rows: Rows\n\u00a0\u00a0from responses\n \u00a0formula count\n needs\u00a01 answer\n"
    assert found_in(text) == []


IN_A_PACK = [
    ("journeys", "enfield_drafts.cx", "      gives mended\n", "      mended\n"),
    ("journeys", "enfield_drafts.cx", "stage mending: Mending", "stage mending Mending"),
    ("journeys", "enfield_drafts.cx", "after make_safe or appoint", "after make_safe or"),
    ("journeys", "enfield_drafts.cx", "      other party planning", "      party planning"),
    ("journeys", "council_tax_discount.cx", "    gives guidance\n", "    guidance\n"),
    ("neighbour", "overrides.cx", "pack neighbour: ", "pack neighbour "),
    ("standard", "customers.cx", "for service", "service"),
]
"""A broken line of a pack that comes with the engine, on which much else rests."""


@pytest.mark.parametrize(("pack", "name", "right", "wrong"), IN_A_PACK, ids=[case[3].strip() for case in IN_A_PACK])
def test_what_rests_on_a_broken_line_is_not_judged(pack: str, name: str, right: str, wrong: str) -> None:
    folder = bundled_pack(pack)
    assert folder is not None
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.cx")}
    assert right in texts[name]
    texts[name] = texts[name].replace(right, wrong, 1)
    with pytest.raises(cxengine.CxError) as raised:
        cxengine.compile(texts)
    assert len([d for d in raised.value.diagnostics if d.severity == "error"]) == 1


@pytest.mark.parametrize(
    ("declared", "misspelt"),
    [("  aspect a: Big thing\n", "  aspect big: Big thing\n"), ("party head: Head of service\n", "party haed: Head\n")],
)
def test_a_name_misspelt_where_it_is_declared(declared: str, misspelt: str) -> None:
    text = WHOLE.replace("aspect a\n", "aspect bigg\n") if "aspect" in declared else WHOLE
    text = text.replace("        after act\n", "        after act\n        owner head\n")
    text = text.replace(declared, misspelt)
    wrong, meant = misspelt.split()[1].rstrip(":"), "bigg" if "aspect" in declared else "head"
    (said,) = checked(text)[2]
    assert (said.code, said.help, said.replacement) == ("unknown-name", f"Did you mean `{meant}`?", meant)
    assert said.span.column == misspelt.index(wrong) + 1
    assert said.message == f"`{wrong}` is declared here and named nowhere, and several lines name `{meant}`"


def test_each_misspelt_use_of_a_name_is_told_of() -> None:
    text = WHOLE.replace("        after act\n", "        after act\n        owner haed\n")
    text = text.replace("    criterion 2.1: Third\n", "    criterion 2.1: Third\n      aspect b\n").replace(
        "      aspect b\n      aspect a\n      ask: Is it so?\n",
        "      aspect a\n      ask: Is it so?\n      action more: More\n        owner haed\n",
    )
    assert found_in(text) == [("unknown-name", "Did you mean `head`?")] * 2


@pytest.mark.parametrize(
    ("option", "help"),
    [
        ("email: E-mail", "Write its name: `email`."),
        ("e_mail: By e-mail", "Did you mean `e_mail`?"),
        ("post: By post", "Known here: `post`."),
    ],
)
def test_an_option_with_a_hyphen_is_no_difference_of_two_figures(option: str, help: str) -> None:
    made = f"category way: Way\n  option {option}\ntable calls: Calls\n  field way is way\n  field note is text\n"
    metric = "metric m: M\n  from calls\n  formula share({})\n"
    assert found_in(BASE + made + metric.format("way is e-mail")) == [("no-such-option", help)]
    text = ("unknown-name", 'Write words in quotes: `"e-mail"`.')
    assert found_in(BASE + made + metric.format("note is e-mail")) == [text]


def test_of_a_difference_that_lost_its_first_part_the_formula_is_told() -> None:
    metric = "metric apart: Apart\n  formula - csat\n  shown as points\n"
    help = "Write what it is taken from, for instance `a - csat`."
    assert found_in(BASE + metric) == [("shown-unit", help)]


def test_of_a_scale_without_range_or_points_a_threshold_says_nothing_more() -> None:
    scale = "scale far: How far?\n"
    asked = MODEL.replace("    criterion 2.1", "    when criterion 1.1 is at least full\n    criterion 2.1")
    text = BASE + scale + asked.replace("      ask: Is it?\n", "      ask: Is it?\n      scale far\n")
    assert [code for code, _ in found_in(text)] == ["missing-clause"]
