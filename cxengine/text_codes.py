"""The codes of what is wrong in the form of a rule file, with the paragraphs that explain them."""

from __future__ import annotations

TEXT_CODES: dict[str, str] = {
    "syntax": "The line is not one that cx knows. The help line says what can come at the marked place, and how such "
    "a line is written.",
    "unknown-word": "A line begins with a word that cx does not know, most often a misspelt one. Words of cx are "
    "written in small letters; a condition goes on in lines that begin with `and` or `or`.",
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
    "pasted-rows": "Lines look like rows of a spreadsheet or of a table in a document. Rule files say how figures are "
    "made and hold no data: these stay in files of their own, which `cx.toml` names for each `table`.",
    "too-big": "A file, a line, a number or a chain of `and`, `or`, `+` is bigger than cx reads. The limits keep "
    "every check quick; what reaches them is better split.",
    "too-deep": "Brackets stand more than 50 deep in each other, or an expression has more than 200 levels. Give parts "
    "of it names of their own, as metrics.",
    "not-text": "The file holds a character that no text has, such as a null byte: it may be saved in a wrong "
    "encoding, or be no text at all. Save it as plain text in UTF-8.",
    "not-overridable": "An override begins with what is done and to what: `change metric NAME`, `remove aspect NAME`, "
    "`add criterion 3.7: TITLE`, `waive criterion 1.4`. Only criteria can be added or waived; everything else that a "
    "pack declares of its own is simply declared.",
    "too-many-broken": "More than 1,000 lines of one file cannot be read. The first 1,000 are told of one by one, the "
    "rest together.",
}
