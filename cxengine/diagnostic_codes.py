"""Every code of a diagnostic, with the paragraph that explains it in ``docs/diagnostics.md``."""

from __future__ import annotations

CODES: dict[str, str] = {
    # --- front
    "syntax": "The line is not one that cx knows. The help line says what can come at the marked place, and how such "
    "a line is written.",
    "unknown-word": "A line begins with a word that cx does not know, most often a misspelt one. Words of cx are "
    "written in small letters; a condition goes on in lines that begin with `and` or `or`.",
    "later-version": "The line says something that a later version of cx will know and this one does not. Leave it "
    "out, or keep it as a comment that begins with `#`.",
    "reserved-word": "A field, a metric, a subject, an option or a point has the name of a word that conditions are "
    "made of, so that a condition could be read in two ways. Choose a longer name.",
    "bad-number": "A number, a percentage, an amount or a range is not written as cx reads it. Decimals follow a point "
    "(`0.5`), only amounts of money take commas (`£4,000`), the `£` stands before the figure and the `%` right after "
    "it, and a range begins with the lower end.",
    "bad-date": "A date is not written as year, month, day with two digits for the month and the day (`2019-03-31`), "
    "or there is no such day in the calendar.",
    "unknown-unit": "A length of time is in minutes, hours, days, weeks, months, quarters or years, and a difference "
    "of percentages in points.",
    "quotes": "Words in a condition stand in straight double quotes, opened and closed in the same line. Word "
    "processors put curly quotes in; words for people after a colon need no quotes at all.",
    "brackets": "A bracket is opened and not closed, or closed and not opened.",
    "misplaced-clause": "The line is right and stands in the wrong block. A line belongs to the head above it; the "
    "lines of a block come right below its head, before the blocks in it. `more:` goes on from the line of words "
    "right above it.",
    "misplaced-block": "The head of a block stands where no block above takes it, or below blocks that come after it: "
    "the aspects, bands and phases of a model stand above its first level.",
    "repeated-clause": "A line that may stand once in its block stands there twice, or two lines stand of which a "
    "block takes one: a criterion has either `ask:` or `when`. Often the head of a block between them is missing.",
    "missing-clause": "A block lacks a line, or blocks, without which it says nothing: a metric its formula, a table "
    "its fields, a category its options, a criterion `ask:` or `when`, a test what is expected.",
    "too-big": "A file, a line, a number or a chain of `and`, `or`, `+` is bigger than cx reads. The limits keep "
    "every check quick; what reaches them is better split.",
    "too-deep": "Brackets stand more than 50 deep in each other, or an expression has more than 200 levels. Give parts "
    "of it names of their own, as metrics.",
    "not-text": "The file holds a character that no text has, such as a null byte: it may be saved in a wrong "
    "encoding, or be no text at all. Save it as plain text in UTF-8.",
    "more-problems": "More problems were found than are shown. Mend these first and check again.",
    # --- names and types
    # --- data and projects
    "toml-syntax": "`cx.toml` cannot be read: a quotation mark or a bracket is not closed, a key stands twice, text "
    "has no quotation marks, or the file is not in UTF-8. Paths are written with `/`.",
    "no-project": "The folder has no `cx.toml`. Name the folder that has it, or let `cx init` write one.",
    "unknown-key": "`cx.toml` has a key that cx does not know, most often a misspelt one.",
    "missing-key": "A source in `cx.toml` does not say which file it is, or of which kind.",
    "wrong-value": "The value of a key in `cx.toml` is of the wrong type, is empty, or is none of those that it takes.",
    "unknown-pack": "`packs` names neither a rule pack that comes with cx nor a folder beside `cx.toml`.",
    "unknown-plugin": "A source is of a kind that neither cx nor a plugin of the project offers.",
    "unknown-backend": "`backend` names none that cx has. Leave it out to take the one that comes with cx.",
    "plugin-left-out": "A plugin that the project names could not be used, for the reason given: it is not installed, "
    "fails when it is imported, has a hook that cx does not know, or offers a name that another one offers already. "
    "The run goes on without it.",
    "unknown-source": "`cx.toml` fills a table that no rule file has. A source is named as a table, as a kind of "
    "subject, or `answers`.",
    "unknown-field": "`columns` or `values` of a source in `cx.toml` names a field that the table does not have.",
    "unknown-option": "`values` of a source in `cx.toml` turns a spelling into something that the field cannot be.",
    "missing-file": "There is no file at the path, or a folder is there. Paths count from the folder of `cx.toml`.",
    "unreadable-file": "A file is there and cannot be read: it belongs to someone else, or another program holds it.",
    "file-changed": "A file changed while it was read, so that half of it may be old. Run again.",
    "empty-file": "A file of data holds nothing, or no headings.",
    "binary-file": "A csv file has a NUL byte, which no text has. It is damaged, or not a csv file.",
    "bad-encoding": "A file is not in the encoding that `cx.toml` says. Leave `encoding` out, and cx finds it: by a "
    "byte order mark, else UTF-8, else Windows-1252, else Mac Roman.",
    "not-csv": "A file that is bound as csv is something else, an Excel workbook for example.",
    "not-parquet": "A file that is bound as Parquet is something else, or is damaged.",
    "unclosed-quote": "A cell of a csv file begins with a quotation mark that is never closed, so that all rows below "
    "it would be one cell.",
    "source-failed": "A source failed for a reason of its own, which is given; or data given from Python are no table.",
    "missing-column": "The data have no column for a field. Say in `columns` under which heading it stands. Where one "
    "file of several lacks a field that may be missing, it is missing in the rows of that file.",
    "duplicate-heading": "The heading of a field stands over more than one column. They are numbered from the left: "
    "write in `columns` which one is meant.",
    "wrong-column-type": "A column of typed data cannot become its field: numbers where a date is needed, for example. "
    "Ids of criteria are text, for `3.10` is not the number 3.1.",
    "ambiguous-date": "Dates can be read in more than one way, most often as day/month or as month/day, and cx does "
    "not guess: write the format in `dates`. With a list of formats, rows that two of them read differently are rejected.",
    "unknown-date-format": "No format that cx knows, or none that `dates` gives, fits the dates of a column. Write in "
    "`dates` how they are written: `%d` is the day, `%m` the month, `%Y` the year, `%b` a month's name cut to three "
    "letters, `%H:%M:%S` the time, `%I:%M %p` the time with am and pm.",
    "bad-date-format": "A format in `dates` has a part that cx cannot read, or lacks the year.",
    "ragged-row": "A row of a csv file has more or fewer cells than there are headings. It is rejected.",
    "no-rows": "A source has headings and no rows.",
    "missing-value": "A field that may not be missing has no value in a row, which is rejected. Write `may be missing` "
    "after the field's type where that is right.",
    "duplicate-key": "The key of a row stands in an earlier row. The first one is kept, the others are rejected.",
    "not-an-option": "A value is none of a field's options. It is rejected; `values` in `cx.toml` says what other "
    "spellings stand for.",
    "outside-scale": "An answer is not on its scale, by number or by label. The row is rejected.",
    "not-yes-no": "A value is none of yes, no, true, false, y, n, 1 and 0. The row is rejected.",
    "not-a-date": "A value is not a date in the format of its column, or there is no such day. The row is rejected.",
    "not-a-number": "A value is not a number. The row is rejected. Commas between thousands and a `£` are understood.",
    "too-many-decimals": "A number has more decimals than its field keeps, and cx does not round data. The row is "
    "rejected; write `, 8 decimals` after the field's type to keep more.",
    "too-large": "A number has more digits than its field holds. The row is rejected.",
    "unlisted-subject": "Data or an answer is about a subject that is not listed. It counts for nobody.",
    "unknown-parent": "A listed subject belongs to one that is not listed. It then belongs to none.",
    "unknown-kind": "An answer does not say, by `kind` or `model`, which kind of subject it is about, or names one "
    "that no rule file has.",
    "unknown-model": "An answer names a model that no rule file has.",
    "unknown-criterion": "An answer names a criterion that no rule file has.",
    "computed-criterion": "An answer is to a criterion that is worked out from data, and so is not used.",
}
