"""The questionnaire as a workbook. Every cell is text as it stands: nothing in it is a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cxengine.engine.form import SHEET, Question

if TYPE_CHECKING:
    import xlsxwriter.worksheet

_ASKED = (("Subject", 26), ("Title", 26), ("Assessor", 12), ("Model", 14), ("Level", 8), ("Criterion", 10),
          ("Question", 70), ("Needs", 30))  # fmt: skip
_FILLED = (("Answer", 16), ("By", 18), ("On", 12), ("Evidence", 40), ("Justification", 40), ("Plan", 40),
           ("Link", 30), ("Note", 30))  # fmt: skip
_A4 = 9
"""The number of the paper in the file format."""
_LONGEST_LIST = 255
"""Characters that a list of answers may have in a cell's drop-down."""
_HELP = (
    "Fill in the white columns of the sheet “Questionnaire”, a row for each question.",
    "Answer: choose from the list, or write what the question says: 62%, or the date 2018-03-31.",
    "A row without an answer stays open; “unknown” takes an earlier answer back.",
    "By and On: who answers, and on which day.",
    "Needs: what the answer counts for nothing without.",
    "Leave the grey columns as they are: they say what the answer is about.",
)


def form_workbook(questions: Sequence[Question]) -> bytes:
    """The bytes of an .xlsx file with a row for each question, to be filled in and read back."""
    import xlsxwriter

    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, plain) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        asked = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#EEEEEE", "num_format": "@"})
        filled = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "border": 4})
        day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "border": 4, "align": "left"})
        book.set_properties({"title": SHEET})
        sheet = book.add_worksheet(SHEET)
        given = _given(questions)
        for column, (name, width) in enumerate((*given, *_FILLED)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, heading)
        for row, question in enumerate(questions, 1):
            for column, (name, _) in enumerate(given):
                sheet.write_string(row, column, _texts(question)[name], asked)
            for column, (name, _) in enumerate(_FILLED, len(given)):
                sheet.write_blank(row, column, None, day if name == "On" else filled)
            _drop_down(sheet, row, len(given), question)
        sheet.freeze_panes(1, [name for name, _ in given].index("Title") + 1)
        _to_print(sheet)
        sheet.autofilter(0, 0, max(1, len(questions)), len(given) + len(_FILLED) - 1)
        helping = book.add_worksheet("How to answer")
        helping.set_column(0, 0, 100)
        for row, line in enumerate(_HELP):
            helping.write_string(row, 0, line)
    return buffer.getvalue()


def _to_print(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Across, all columns on a page, the headings on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&P of &N")


def _given(questions: Sequence[Question]) -> tuple[tuple[str, int], ...]:
    """The grey columns. Who assesses stands there where a model names several."""
    several = any(question.assessor for question in questions)
    return tuple(column for column in _ASKED if several or column[0] != "Assessor")


def _texts(question: Question) -> dict[str, str]:
    texts = {name: getattr(question, name.lower()) for name, _ in _ASKED}
    return texts | ({"Question": f"{question.question} (Write {question.writes}.)"} if question.writes else {})


def _drop_down(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, question: Question) -> None:
    """What can be chosen. Where something else can be written, that is said and nothing is refused."""
    rule: dict[str, Any] = {
        "validate": "list",
        "source": list(question.takes),
        "error_title": "Not an answer to this question",
        "error_message": "Choose from the list.",
    }
    if question.writes:
        rule |= {
            "show_error": False,
            "input_title": "Your answer",
            "input_message": f"Write {question.writes}, or choose from the list.",
        }
    if len(",".join(question.takes)) <= _LONGEST_LIST and not any("," in word for word in question.takes):
        sheet.data_validation(row, column, row, column, rule)
