"""The codes of what is wrong with workbooks, with the paragraphs that explain them."""

from __future__ import annotations

WORKBOOK_CODES: dict[str, str] = {
    "not-xlsx": "A file that is bound as a workbook is something else, or is damaged: cut off on its way, for example. "
    "Workbooks are `.xlsx`, `.xlsm` and `.xls`; save any other as one of these.",
    "locked-workbook": "A workbook is locked with a password, so nobody can read it without. Take the password off.",
    "unknown-sheet": "A workbook has no sheet of the name that `sheet` gives.",
    "answer-not-asked": "A questionnaire has an answer to a criterion that does not apply to the subject, by what the "
    "list of subjects says of it. The answer counts for nothing; where it should, mend the list.",
    "formula-without-value": "Cells of a workbook hold formulas whose values are not stored in it, as some programs "
    "write them, so nothing can be read there and the cells count as blank. Open the workbook in Excel or LibreOffice, "
    "which work the values out, save it, and read it again; or write the values themselves.",
}
