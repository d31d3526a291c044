"""The codes of what is wrong with records of assessments, with the paragraphs that explain them."""

from __future__ import annotations

HISTORY_CODES: dict[str, str] = {
    "history-damaged": "A file in the project's folder `history` cannot be read as the record of an assessment: "
    "somebody changed it, it is not whole, or it lies there under the name of another date. The run goes on "
    "without it and ends with code 3; nothing is written to it. Bring it back as it was recorded, for instance "
    "from git.",
    "history-newer": "A record was written by a later cx, in a form that this one does not know. The run goes on "
    "without it. Run the later cx.",
    "history-other-project": "A record in the folder `history` is of a project with another name. It is left out: "
    "the same ids may mean other subjects there. Take the file away; or, where the project has a new name, write "
    "that name into its records.",
    "history-not-listed": "Subjects were recorded earlier and are listed no more. Their records stay, and `cx "
    "history` shows them. Where only an id was changed, its history begins anew: give the subject its old id back.",
    "no-such-record": "An assessment is to be compared with a date of which nothing is recorded, or which is not "
    "earlier. `cx history` shows the dates; `cx assess --as-of DATE --record` keeps one more.",
    "not-recorded": "`cx assess --record` keeps no assessment that lacks something: a source or a plugin failed, "
    "or a record of another date cannot be read. Mend that and run it again.",
    "record-exists": "`cx assess --record` found a record of the same date that says something else. It writes "
    "over none: delete the file first if the new assessment is to take its place.",
}
