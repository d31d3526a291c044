"""Whether a set of rule files makes sense: every name known, every type right, nothing circular."""

from __future__ import annotations

from collections.abc import Sequence

from cxengine.diagnostics import Diagnostics
from cxengine.lang import ast
from cxengine.lang.checks.checking import Checking
from cxengine.lang.checks.expressions import condition
from cxengine.lang.checks.journeys import check_journeys
from cxengine.lang.checks.metrics import check_metrics
from cxengine.lang.checks.models import check_models
from cxengine.lang.checks.objectives import check_objectives
from cxengine.lang.checks.roll_ups import check_circles
from cxengine.lang.checks.rules import check_rules
from cxengine.lang.checks.scales import check_scales
from cxengine.lang.checks.segments import check_segments, check_themes
from cxengine.lang.checks.step_rules import check_step_rules
from cxengine.lang.checks.tables import check_categories, check_subjects, check_tables
from cxengine.lang.checks.tests import check_tests
from cxengine.lang.names import Names, Types
from cxengine.lang.visible import check_visible


def check(files: Sequence[ast.File], names: Names, found: Diagnostics) -> Types:
    """Report what is wrong, and give the type of every expression and metric.

    Fills ``names.meanings`` with what each reference stands for. What is broken has the type ``any``.
    """
    checking = Checking(files, names, found)
    check_scales(checking)
    check_categories(checking)
    check_subjects(checking)
    check_tables(checking)
    check_segments(condition, checking)
    check_themes(checking)
    check_metrics(checking)
    check_models(checking)
    check_rules(checking)
    check_circles(checking)
    check_objectives(checking)
    check_journeys(checking)
    check_step_rules(checking)
    check_tests(checking)
    check_visible(files, names, found)
    return Types(
        expressions=checking.expressions, metrics=checking.metric_types, kinds=checking.metric_kinds
    )
