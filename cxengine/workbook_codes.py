"""The codes of what is wrong with workbooks, with the paragraphs that explain them."""

from __future__ import annotations

WORKBOOK_CODES: dict[str, str] = {
    "not-xlsx": "A file that is bound as a workbook is something else, or is damaged: cut off on its way, for example. "
    "Workbooks are `.xlsx`, `.xlsm`, `.xls` and `.ods`; save any other as one of these.",
    "locked-workbook": "A workbook is locked with a password, so nobody can read it without. Take the password off.",
    "unknown-sheet": "A workbook has no sheet of the name that `sheet` gives.",
    "row-among-headings": "The last of the rows that `header_rows` takes as headings holds numbers and dates in the "
    "columns of such fields, as a row of data does, so that a row of data is lost. `header_rows` counts the rows that "
    "hold something, without blank ones: a title and the headings below it are two.",
    "cells-in-error": "Cells of a workbook hold an error, such as `#N/A` or `#DIV/0!`, in place of a value. They count "
    "as blank. Mend the formulas in Excel, or take them out where there is no value.",
    "options-left-out": "A question has a column for each answer, and `options` names some of them only. Who ticked "
    "none of these is taken not to have answered, which makes shares too large. Name every column of the question.",
    "column-without-heading": "Answers stand in a grid, a column for each subject, and a column that is filled has "
    "nothing above it, so that nobody knows whose answers they are. Head it with the id or the title of a subject.",
    "merged-cells": "Cells of a workbook are merged. Only the first of them holds the value, and the others count as "
    "blank. Unmerge them in Excel, and fill each.",
    "headings-again": "A row holds the headings of its file once more, as where several exports were put below one "
    "another. It is left out.",
    "same-file": "Two files that fill one table hold the same, byte for byte, as where one was copied or exported "
    "twice, so that each row counts twice. Leave one of them out. A table with a `key` takes each row once.",
    "doubtful-tick": "A column of a question with a column for each answer holds a word such as “N/A”, which counts as "
    "a tick and may say that there is none. What says so is written in `missing`. Without it blank cells, 0, no, "
    "false, unchecked, unticked, not selected, not chosen, off, `NULL` and a dash are no ticks.",
    "answer-not-asked": "A questionnaire has an answer to a criterion that does not apply to the subject, by what the "
    "list of subjects says of it. The answer counts for nothing; where it should, mend the list.",
    "formula-without-value": "Cells of a workbook hold formulas whose values are not stored in it, as some programs "
    "write them, so nothing can be read there and the cells count as blank. Open the workbook in Excel or LibreOffice, "
    "which work the values out, save it, and read it again; or write the values themselves.",
}
