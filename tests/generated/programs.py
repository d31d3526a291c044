"""Whole rule files with data to go with them, from a seed: valid by construction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs

from .conditions import OPTIONS, over_lines, row_condition
from .data import Cell, answers, rows
from .metrics import Made, WrittenTable, combined_metric, table_metric
from .models import ModelWriter, WrittenModel
from .overrides import overriding
from .roll_ups import KIND, RollUps
from .rules import rule
from .vocabulary import CHANNELS, COVERED, DATES, OPTIONAL_COLUMNS, PROGRESS, STAGES, Column
from .writing import Pen

ATTRIBUTES = (
    ("has_phone", "yes_no", "yes_no"),
    ("staff", "number", "number"),
    ("budget", "money", "money"),
    ("opened", "date", "date"),
    ("main_channel", "channel", "category"),
    ("area", "text", "text"),
    ("lunch", "minutes", "minutes"),
    ("notice", "days", "days"),
    ("rated", "rating", "range"),
    ("reached", "stages", "points"),
    ("size", "one of (small, large)", "list"),
    ("checked_at", "date_and_time", "moment"),
)


@attrs.frozen(kw_only=True)
class Program:
    """One rule file and its data. Tables that are absent have no source."""

    seed: int
    text: str
    overrides: str
    """The text of a pack that extends it; empty where there is none."""
    as_of: date
    tables: dict[str, list[dict[str, Cell]]]
    subjects: dict[str, list[dict[str, Cell]]]
    """By kind: id, title, parent (an id) and the fields."""
    parents: dict[str, str | None]
    answers: list[dict[str, Cell]]
    used: frozenset[str]


def program(seed: int) -> Program:
    """The program of a seed."""
    pen = Pen(seed)
    as_of = pen.one(DATES)
    pen.line("pack made: Made by chance", "pack")
    pen.line("version 1.0 from 2018-04-01", "version")
    pen.line(f"calendar {calendar(pen, as_of)}", "calendar")
    if pen.likely(0.3):
        pen.line("cites: Nothing in particular", "cites")
    own_calendar(pen, as_of)
    parents = kinds(pen)
    attributes = subject_kinds(pen, parents)
    pen.line("party head: Head of service", "party")
    pen.objectives = pen.likely(0.3)
    if pen.objectives:
        pen.line("objective wide: What the council is for", "objective")
        pen.line("objective narrow: What a part of it is for")
        pen.line("  supports wide", "objective supports")
    scales(pen)
    may_miss: dict[str, frozenset[str]] = {}
    tables = [table(pen, place, may_miss, as_of) for place in range(pen.number(1, 3))]
    rolled = RollUps(pen, attributes["service"], as_of) if pen.likely(0.4) else None
    made = metrics(pen, tables, as_of, rolled.metrics() if rolled is not None else [])
    kind = pen.one(("service", "service", "service", "council", *(["directorate"] if "directorate" in parents else [])))
    writer = ModelWriter(pen, kind, usable(made, kind), attributes[kind], as_of)
    if rolled is not None and kind == KIND:
        writer.of_other = rolled.of_other
    models = [writer.write()]
    for place in range(pen.number(0, 2)):
        rule(pen, f"rule{place}", writer, as_of)
    writer.reusing()
    models += [rolled.model()] if rolled is not None else []
    subjects = listed(pen, parents, attributes, as_of)
    ids = {each: [str(s["id"]) for s in subjects[each]] for each in parents}
    text = "\n".join(pen.lines) + "\n"
    bound = {t.name: rows(pen, t, ids, may_miss[t.name], as_of) for t in tables if bound_at_all(pen)}
    answered = [answer for model in models for answer in all_answers(pen, model, ids, as_of)]
    return Program(
        seed=seed,
        text=text,
        as_of=as_of,
        tables=bound,
        subjects=subjects,
        parents=parents,
        answers=answered,
        overrides=overriding(pen, models[0], as_of),
        used=frozenset(pen.used),
    )


OWN_CALENDAR = "town_hall"


def calendar(pen: Pen, as_of: date) -> str:
    """The calendar that comes with cx, or one of its own."""
    del as_of
    return pen.one(("england", OWN_CALENDAR))


def own_calendar(pen: Pen, as_of: date) -> None:
    """A calendar of a few years around the date, some of whose days are closed; it may include the other."""
    pen.line(f"calendar {OWN_CALENDAR}: When the town hall is open", "calendar of its own")
    pen.line("  cites: The town hall's notice of 1 April", "calendar cites")
    included = pen.likely(0.4)
    if included:
        pen.line("  includes england", "calendar includes")
    if not included or pen.likely(0.7):
        first, last = as_of - timedelta(days=pen.number(500, 1200)), as_of + timedelta(days=pen.number(30, 90))
        pen.line(f"  covers {first} to {last}", "calendar covers")
    for days in pen.some(range(-450, 25), 3, 25):
        pen.line(f"  closed {as_of + timedelta(days=days)}: Closed that day", "closed day")


def with_repeats(made: Program) -> Program:
    """The same, with rows here and there whose key another row has; of some programs only."""
    pen = Pen(made.seed)
    if not pen.likely(0.3):
        return made
    tables: dict[str, list[dict[str, Cell]]] = {}
    for name, listed in made.tables.items():
        tables[name] = list(listed)
        for row in pen.some(listed, 0, 3) if listed else ():
            tables[name].insert(pen.number(0, len(listed)), {**row, "id": pen.one(listed)["id"]})
    return attrs.evolve(made, tables=tables, used=made.used | {"repeated key"})


def bound_at_all(pen: Pen) -> bool:
    """Whether a table has a source."""
    if pen.likely(0.04):
        pen.use("table without a source")
        return False
    return True


def all_answers(pen: Pen, model: WrittenModel, ids: dict[str, list[str]], as_of: date) -> list[dict[str, Cell]]:
    """Answers for the subjects of the model."""
    if model.assessors == ("service",):
        return answers(pen, model.asked, "service", ids["service"], as_of)
    return answers(pen, model.asked, model.kind, ids[model.kind], as_of, model.assessors)


def usable(made: list[Made], kind: str) -> list[Made]:
    """Metrics that a model for a kind may name."""
    del kind  # every kind is or belongs to a council, which is what whole-project metrics are asked of
    return made


def kinds(pen: Pen) -> dict[str, str | None]:
    """Services in directorates in a council, or in the council."""
    if pen.likely(0.6):
        pen.use("three kinds of subject")
        return {"council": None, "directorate": "council", "service": "directorate"}
    return {"council": None, "service": "council"}


def subject_kinds(pen: Pen, parents: dict[str, str | None]) -> dict[str, list[tuple[str, str]]]:
    """The subject blocks, with their fields."""
    fields: dict[str, list[tuple[str, str]]] = {}
    for kind, parent in parents.items():
        pen.line(f"subject {kind}: A {kind}", "subject")
        if parent is not None:
            pen.line(f"  belongs to {parent}", "belongs to")
        chosen = pen.some(ATTRIBUTES, 1, 4)
        for name, written, _ in chosen:
            pen.line(f"  field {name} is {written}, may be missing", "subject field")
        if parent is not None and pen.likely(0.1):
            pen.line(f"  publish groups of at least {pen.one((2, 3))}", "publish groups of subjects")
        fields[kind] = [(name, value) for name, _, value in chosen]
    return fields


def scales(pen: Pen) -> None:
    """Every scale and category that fields and criteria may use."""
    pen.line("scale satisfaction 1 to 5, higher is better: How satisfied were you?", "scale range")
    pen.line("scale ease 1 to 7, higher is better: How easy was it?")
    pen.line("scale likelihood 0 to 10, higher is better: How likely are you to recommend us?")
    pen.line("scale worry 1 to 4, lower is better: How much of a risk is it?", "scale lower is better")
    pen.line("scale rating 1 to 5, higher is better: How well does it go?")
    for number, title in enumerate(("Badly", "Not well", "So so", "Well", "Very well"), 1):
        pen.line(f"  point {number}: {title}", "point number")
    pen.line("scale progress: How far is it?", "scale points")
    for name, value in PROGRESS:
        pen.line(f"  point {name} is {value}: Done {name}", "point is")
    pen.line("scale stages: Which stage is it at?")
    for name in STAGES:
        pen.line(f"  point {name}: Stage {name}", "point")
    pen.line("scale covered: How much of it is covered?")
    for name, most in COVERED:
        pen.line(f"  point {name} up to {most}%: Covered {name}", "point up to")
    pen.line("scale trained is percent: How many are trained?")
    pen.line("scale reviewed is date: When was it last reviewed?")
    pen.line("theme pleased: They are pleased", "theme")
    pen.line("  words: good, fine", "words")
    pen.line("theme waiting: They had to wait")
    pen.line("  words: TOO  slow")
    pen.line("  words: never came, slow again")
    pen.line("category channel: How they got in touch", "category")
    for name, title in CHANNELS:
        pen.line(f"  option {name}: {title}", "option")


def table(pen: Pen, place: int, may_miss: dict[str, frozenset[str]], as_of: date) -> WrittenTable:
    """A table with some of the columns; the third one is for the whole project."""
    name, date_field = (("responses", "answered_on"), ("cases", "opened_on"), ("visits", "visited_on"))[place]
    kinds: tuple[str, ...] = () if place == 2 else ("service",)
    if place == 1 and pen.likely(0.4):
        kinds = ("service", "council")
    columns = tuple(pen.some(OPTIONAL_COLUMNS, 3, 8))
    missing = frozenset(column.name for column in columns if pen.likely(0.8)) | {"email"}
    may_miss[name] = missing
    pen.line(f"table {name}: Table of {name}", "table" if kinds else "table of the whole project")
    pen.line("  key id", "key")
    pen.line("  field id is text")
    for kind in kinds:
        pen.line(f"  field {kind} is {kind}", "field of a subject")
    pen.line(f"  field {date_field} is date")
    for column in columns:
        flag = ", may be missing" if column.name in missing else ""
        pen.line(f"  field {column.name} is {column.type}{flag}", f"field {column.kind}")
    if pen.likely(0.15):
        pen.line("  field email is text, personal, may be missing", "personal")
        columns = (*columns, Column("email", "text", "personal"))
    exact = True
    if pen.likely(0.4):
        pen.line(f"  publish groups of at least {pen.one((2, 3, 5))}", "publish groups")
        if pen.likely(0.2):
            exact = False
            pen.line(f"  publish counts rounded to {pen.one((2, 3, 5))}", "publish rounded")
    elif pen.likely(0.1):
        policy = pen.one(("nhs_friends_and_family", "gp_patient_survey", "nhs_digital", "mod", "dasa"))
        exact = False
        pen.line(f"  publish as {policy}", "publish as")
    if any(column.name == "closed_on" for column in columns) and pen.likely(0.7):
        pen.line(f"  reject when closed_on < {date_field}: Closed before it began", "reject when")
    if pen.likely(0.35):
        plain = [*(column for column in columns if column.kind != "personal"), Column(date_field, "date", "date")]
        pen.line(f"segment some_{name}: Some of {name}", "segment")
        pen.line(f"  from {name}")
        for _ in range(pen.number(1, 2)):
            pen.lines += ["  " + line for line in over_lines(pen, "where", row_condition(pen, plain, as_of, 1))]
        columns = (*columns, Column(f"some_{name}", "", "segment"))
    return WrittenTable(name=name, columns=columns, date_field=date_field, subject_kinds=kinds, exact=exact)


def metrics(pen: Pen, tables: list[WrittenTable], as_of: date, rolled: list[Made]) -> list[Made]:
    """Three to eight metrics beside those over subjects; some of metrics."""
    made = list(rolled)
    for place in range(pen.number(3, 6)):
        made.append(table_metric(pen, f"m{place}", pen.one(tables), as_of))
    if any(each.type != "scale" for each in made):
        for place in range(pen.number(0, 2)):
            made.append(combined_metric(pen, f"c{place}", made, as_of))
    return made


def listed(
    pen: Pen, parents: dict[str, str | None], attributes: dict[str, list[tuple[str, str]]], as_of: date
) -> dict[str, list[dict[str, Cell]]]:
    """The subjects: a council, two directorates, three services."""
    sizes = {"council": 1, "directorate": 2, "service": 3}
    found: dict[str, list[dict[str, Cell]]] = {}
    for kind, parent in parents.items():
        found[kind] = []
        for place in range(sizes[kind]):
            subject: dict[str, Cell] = {"id": f"{kind}{place}", "title": f"The {kind} {place}"}
            if parent is not None:
                subject["parent"] = pen.one(found[parent])["id"]
            for name, value in attributes[kind]:
                subject[name] = None if pen.likely(0.25) else attribute(pen, value, as_of)
            found[kind].append(subject)
    return found


def attribute(pen: Pen, kind: str, as_of: date) -> Cell:
    """A value of a subject's field."""
    if kind == "category":
        return pen.one(OPTIONS["category"])
    if kind == "yes_no":
        return pen.likely(0.5)
    if kind == "date":
        return as_of - timedelta(days=pen.one((0, 364, 365, 366, 900)))
    if kind == "text":
        return pen.one(("North", " north", "South"))
    if kind == "range":
        return pen.number(1, 5)
    if kind == "points":
        return pen.one(STAGES)
    if kind == "list":
        return pen.one(("small", "large"))
    if kind == "moment":
        at = datetime.combine(as_of, datetime.min.time()) - timedelta(days=pen.one((0, 1, 364, 365, 900)))
        return at + timedelta(minutes=pen.number(0, 1439))
    if kind in ("minutes", "days"):
        return Decimal(pen.one(("30", "45.5", "0.25", "10")))
    return pen.one((5, 10, 1000, 2500))
