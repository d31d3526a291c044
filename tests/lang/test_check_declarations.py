"""Declarations: what is circular, missing, said twice or out of order is underlined once, with the code."""

from __future__ import annotations

import pytest

from tests.lang.marked import BASE, assert_marked, checked, unmarked

METRICS = [
    ("from «responsse»\n  formula count", "unknown-name"),
    ("from responses\n  for «council»\n  formula count", "unknown-name"),
    ("from responses\n  where «minutes»\n  formula count", "not-a-condition"),
    ("from responses\n  formula count\n  by «chanel»", "unknown-name"),
    ("from responses\n  formula count\n  by channel, «email»", "personal-published"),
    ("from responses\n  formula count\n  by «remark»", "not-a-dimension"),
    ("from responses\n  formula count\n  by «answered_on»", "not-a-dimension"),
    ("from responses\n  formula count\n  by «month of channel»", "date-needed"),
    ("from responses\n  formula count\n  by channel, «channel»", "written-twice"),
    ("from responses\n  formula share(ok is yes)\n  target at least «80»", "share-against-number"),
    ("from responses\n  formula share(ok is yes)\n  target at least «80 points»", "wrong-unit"),
    ("from responses\n  formula nps(recommend)\n  target at least «10%»", "wrong-unit"),
    ("from responses\n  formula mean(satisfied)\n  target at least «6»", "beyond-scale"),
    ("from responses\n  formula share(ok is yes)\n  target at least «120%»", "outside-range"),
    ("from responses\n  formula nps(recommend)\n  target at least «-120 points»", "outside-range"),
    ("from responses\n  formula sum(cost)\n  target at most «7 days»", "wrong-unit"),
    ("from responses\n  formula count\n  target at least 3 from 2026-01-01\n  «target at least 4»", "undated-target"),
    ("from responses\n  formula count\n  target at least 3\n  «target at least 4»", "target-twice"),
    (
        "from responses\n  formula count\n  target at least 3 from 2026-01-01\n  target at least 5 from 2027-01-01\n"
        "  «target at most 4 from 2026-06-01»",
        "target-contradiction",
    ),
    ("from responses\n  formula count\n  lower is better\n  «target at least 3»", "target-direction"),
    ("from responses\n  formula count\n  target at least 3 for «supplier» a", "target-for"),
    ("from responses\n  formula count\n  standard a at least 3\n  standard b at least «2»", "standard-order"),
    ("from responses\n  formula count\n  «shown as percent»", "shown-unit"),
    ("from responses\n  formula count\n  «shown as number from 9 to 3»", "wrong-order"),
    ("formula csat\n  by «channel»", "rows-needed"),
    ("where ok is yes\n  formula «share(ok is yes)» / count", "rows-needed"),
    ("formula «csat(satisfied)»\n  by channel", "rows-needed"),
    ("formula «csat + residents»", "type-mismatch"),
    ("formula csat of «cuncil»", "unknown-name"),
    ("formula «price + spent»", "no-common-subject"),
    ("formula «price(ok is yes) / csat»", "type-mismatch"),
    ("formula «m» - 1", "circular-metrics"),
]


@pytest.mark.parametrize(("lines", "code"), METRICS, ids=[unmarked(lines) for lines, _ in METRICS])
def test_in_a_metric(lines: str, code: str) -> None:
    if "target-contradiction" == code:  # the side that begins to exclude is marked, wherever it stands
        lines = unmarked(lines).replace("target at least 5 from 2027-01-01", "«target at least 5 from 2027-01-01»")
    assert_marked(f"{BASE}metric m: M\n  {lines}\n", code)


HEADS = [
    ("metric «m»: M\n  from moves\n  formula count", "needs-for"),
    ("metric «m»: M\n  from responses\n  formula count\n  needs 0 answers", "needs-answers"),
    ("metric «m»: M\n  from responses\n  formula count * count\n  confidence 90%", "unused-confidence"),
    ("metric «m»: M\n  from responses\n  formula share(ok is yes)\n  confidence 40%", "confidence-level"),
    ("metric «csat»: M\n  from responses\n  formula count", "duplicate-name"),
    ("metric «Csat»: M\n  from responses\n  formula count", "names-differ-in-case"),
    ("model «csat» for service: M\nlevel 1: One\n  criterion 1.1: C\n    ask: Q", "duplicate-name"),
    ("subject «channel»: C", "duplicate-name"),
    ("scale «days» 1 to 5: Days", "built-in-name"),
    ("pack «other»: Another", "more-than-one-pack"),
    ("subject a: A\n  belongs to «counci»", "unknown-name"),
    ("subject a: A\n  belongs to «b»\nsubject b: B\n  belongs to a", "circular-subjects"),
    ("subject a: A\n  field «csat» is number", "duplicate-name"),
    ("metric c: C\n  formula csat\nmetric m: M\n  formula «c(ok is yes)»", "narrowed-combination"),
    ("subject a: A\n  field x is number\n  field «x» is text", "duplicate-name"),
    ("table «answers»: T\n  field id is text", "table-name"),
    ("table «service»: T\n  field id is text", "table-name"),
    ("table t: T\n  key id, «nr»\n  field id is text", "unknown-name"),
    ("table t: T\n  key «id»\n  field id is text, may be missing", "key-missing"),
    ("table t: T\n  key id, «id»\n  field id is text", "written-twice"),
    ("table t: T\n  field x is «chanel»", "unknown-name"),
    ("table t: T\n  field «x» is text, 2 decimals", "decimals"),
    ("table t: T\n  field x is one of «(a, b, A)»", "duplicate-name"),
    ("table t: T\n  field x is one of «(a, unknown)»", "reserved-word"),
    ("table t: T\n  field x is number\n  reject when «x»: Why", "not-a-condition"),
    ('table t: T\n  field x is text, personal\n  reject when «x» is "a": Why', "personal-published"),
    ("table t: T\n  field x is number\n  «publish groups of at least 0»", "smallest-group"),
    ("subject a: A\n  «publish groups of at least 0»", "smallest-group"),
    ("table t: T\n  field x is number\n  publish as «nhs_digitel»", "unknown-policy"),
    ("table t: T\n  field x is number\n  «publish counts rounded to 1»", "counts-rounded"),
    ("category c: C\n  option a: One\n  option «a»: Two", "duplicate-name"),
    ("category c: C\n  option a: One\n  option «b»: one", "title-twice"),
    ("category c: C\n  option a: One\n  option «b»: A", "title-twice"),
    ("scale s 1 to 3: S\n  point 1: One\n  point «4»: Four", "beyond-scale"),
    ("scale «s» 1 to 3: S\n  point 1: One\n  point 3: Three", "unlabelled-points"),
    ("scale s: S\n  point «1»: One\n  point 2: Two", "scale-range"),
    ("scale s: S\n  point a is 0.5: A\n  point «b»: B", "mixed-points"),
    ("scale s: S\n  point a is 0.5: A\n  point «b» is 0.2: B", "wrong-order"),
    ("scale «s»: S\n  point a is 0.5: A\n  point b is 0.5: B", "one-value"),
    ("scale s: S\n  point a up to 50%: A\n  point «b» up to 90%: B", "open-scale"),
    ("scale s: S\n  point a up to 50%: A\n  point «b» up to 40%: B", "wrong-order"),
    ("scale s: S\n  point «met»: A\n  point b: B", "point-meaning"),
    ("test «matury»: T\n  expect level 1", "unknown-name"),
]


@pytest.mark.parametrize(("text", "code"), HEADS, ids=[unmarked(text) for text, _ in HEADS])
def test_in_a_head(text: str, code: str) -> None:
    assert_marked(f"{BASE}{text}\n", code)


def test_a_table_of_two_services_is_counted_by_the_field_that_is_named() -> None:
    names, _, found = checked(f"{BASE}metric m: M\n  from moves\n  for to_service\n  formula count\n")
    assert found == ()
    field = names.subject_field(names.metrics["m"])
    assert field is not None and field.name.text == "to_service"


def test_a_pack_is_needed_once_and_has_a_version() -> None:
    assert [d.code for d in checked("party head: Head\n")[2]] == ["no-pack"]
    assert [d.code for d in checked("pack p: P\n", "party head: Head\n")[2]] == ["no-version"]


def test_names_are_shared_between_files_and_the_first_is_named() -> None:
    _, _, found = checked(BASE, "metric csat: Again\n  from responses\n  formula count\n")
    assert [d.code for d in found] == ["duplicate-name"]
    assert "0.cx" in found[0].help


def test_kinds_of_subject_are_not_nested_without_end() -> None:
    chain = "".join(f"subject s{n}: S\n  belongs to s{n + 1}\n" for n in range(30)) + "subject s30: S\n"
    assert [d.code for d in checked(BASE + chain)[2]] == ["nested-subjects"]


def test_metrics_and_aspects_are_not_nested_without_end() -> None:
    first = "metric m0: M\n  from responses\n  formula count\n"
    for most, codes in ((100, []), (101, ["nested-metrics"]), (2_000, ["nested-metrics"])):
        chain = "".join(f"metric m{n}: M\n  formula m{n - 1} + 1\n" for n in range(1, most))
        assert [d.code for d in checked(BASE + first + chain)[2]] == codes
    for most, codes in ((20, []), (21, ["nested-aspects"]), (2_000, ["nested-aspects"])):
        chain = "".join(f"  aspect a{n}: A\n    in a{n - 1}\n" for n in range(1, most))
        last = f"  level 1: One\n    criterion c: C\n      ask: So?\n      aspect a{most - 1}\n"
        model = f"model mo for service: M\n  aspect a0: A\n{chain}{last}"
        assert [d.code for d in checked(BASE + model)[2]] == codes


def test_a_long_circle_is_shown_with_a_gap() -> None:
    chain = "".join(f"metric m{n}: M\n  formula m{(n + 1) % 500} + 1\n" for n in range(500))
    _, _, found = checked(BASE + chain)
    assert [d.code for d in found] == ["circular-metrics"]
    assert len(found[0].message) < 200


def test_unknown_names_are_held_back_while_a_line_is_broken() -> None:
    text = f"{BASE}metric m: M\n  from nowhere_near\n  formula count\n"
    assert [d.code for d in checked(text)[2]] == ["unknown-name"]
    broken = [d.code for d in checked(text + "tabel nowhere: N\n")[2]]
    assert broken == ["unknown-word"]


def test_a_missing_declaration_is_reported_at_its_first_use() -> None:
    uses = "".join(f"metric m{n}: M\n  from nowhere_near\n  formula count\n" for n in range(3))
    assert [(d.code, d.span.line) for d in checked(BASE + uses)[2]] == [("unknown-name", 2)]


def test_a_misspelling_is_reported_at_each_use() -> None:
    uses = "".join(f"metric m{n}: M\n  from responsse\n  formula count\n" for n in range(3))
    assert [d.code for d in checked(BASE + uses)[2]] == ["unknown-name"] * 3


def test_a_broken_head_is_taken_as_declared() -> None:
    text = "metrc broken: B\n  from responses\n  formula count\nmetric m: M\n  formula broken + £4\n"
    assert [d.code for d in checked(BASE + text)[2]] == ["unknown-word"]


def test_checking_does_not_depend_on_the_order_of_declarations() -> None:
    first = "metric later: L\n  formula sooner * 2\n  target at least £4\n"
    second = "metric sooner: S\n  from responses\n  formula sum(cost)\n"
    for text in (BASE + first + second, BASE + second + first):
        _, types, found = checked(text)
        assert found == ()
        assert str(types.metrics["later"]) == "an amount of money"


@pytest.mark.parametrize("part", ["0%", "100%"])
def test_the_value_of_one_person_is_no_figure_where_small_groups_are_hidden(part: str) -> None:
    table = "table fees: Fees\n  field service is service\n  field fee is money\n"
    metric = f"metric end: End\n  from fees\n  formula percentile(fee, «{part}»)\n"
    assert_marked(BASE + table + "  publish groups of at least 5\n" + metric, "one-person")
    assert not checked(unmarked(BASE + table + metric))[2]
