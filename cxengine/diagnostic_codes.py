"""Every code of a diagnostic, with the paragraph that explains it in ``docs/diagnostics.md``."""

from __future__ import annotations

from cxengine.calling_codes import CALLING_CODES
from cxengine.history_codes import HISTORY_CODES
from cxengine.publishing_codes import PUBLISHING_CODES
from cxengine.target_codes import TARGET_CODES
from cxengine.text_codes import TEXT_CODES
from cxengine.workbook_codes import WORKBOOK_CODES

CODES: dict[str, str] = {
    # --- front
    **TEXT_CODES,
    "more-problems": "More problems were found than are shown. Mend these first and check again.",
    # --- names and types
    "no-pack": "The rule files do not say which pack they are. The first begins with `pack NAME: TITLE` and `version "
    "1 from 2026-01-01`, so that every result can name the rules it follows.",
    "more-than-one-pack": "The rule files of one folder make one pack, so one `pack` line stands in them all together. "
    "A pack that `cx.toml` brings in lies in a folder of its own.",
    "two-packs-extended": "A pack extends one other. Names of further packs are made visible with `uses`.",
    "pack-version": "`extends` and `uses` name another pack in exactly one version, so that nobody's rules change "
    "under them, and the pack is here in another. Read what differs, then name the version that is here.",
    "other-version": "`extends` and `uses` name another pack in exactly one version, and it is also here in another, "
    "which is not read. Read what differs, and name that one if it is what you want.",
    "no-calendar": "Something is counted in working days, and the pack does not name the calendar that says on which "
    "days nobody works. `calendar england` below its `version` line is the one of England and Wales.",
    "calendar-range": "A calendar says from when to when it knows every closed day, or takes that from one that it "
    "includes, and closes no day outside. Beyond it working days are unknown.",
    "closed-day": "A calendar closes a day that is closed already: a Saturday, a Sunday, or one that stands there "
    "twice.",
    "circular-calendars": "A calendar would include itself.",
    "calendar-ends": "The assessment date lies beyond what the calendar of the rules covers. Working days from or to "
    "days that it does not cover are unknown; windows count Monday to Friday there.",
    "not-two-dates": "Working days are counted between two dates. A number of days, or an average of some, does not "
    "say which days they were.",
    "name-clash": "A line names something that two packs have, in the same or in other capital letters, and does not "
    "say which is meant. Write the name of the pack before it: `enfield.csat`.",
    "not-used": "A pack names something that another pack declares, and does not say `uses` with that one's name. "
    "A pack that is only read lends no names.",
    "circular-packs": "A pack extends or uses one that rests on the pack itself.",
    "nothing-extended": "A pack overrides something and extends no pack. Overrides are about what `extends` takes "
    "over.",
    "not-extended": "An override is about something of a pack that is not extended. What is only used stays as it is.",
    "own-override": "An override is about something that the pack itself declares. Write it there as it should be.",
    "ambiguous-override": "An override could mean more than one declaration: two models have a criterion or a level of "
    "that number. Put the model's name and a dot before it.",
    "removed-name": "Something is named that an override takes out. Override the line that names it too, or keep it. "
    "An aspect or a level goes with its criteria, a criterion with its actions.",
    "changes-nothing": "A `change` has no lines beside its reason.",
    "nothing-to-take-out": "`without` names a line that the block does not have.",
    "no-level": "The level of its number, or of `in level 3`, to which a criterion is added or moved, is not there.",
    "waiver-over": "A waiver has ended, so the criterion counts again.",
    "waiver-ends": "A waiver ends within 30 days of the day that was asked about.",
    "no-version": "The pack does not say which version it is, and from when. Results name the version, and worked "
    "cases take its date as today unless they give another.",
    "duplicate-name": "Two declarations that conditions or lines could mean have the same name. Metrics and models "
    "share their names; so do scales, categories and kinds of subject; a kind's field may not be called as a metric. "
    "Points, options, fields, aspects, criteria and actions are told apart within the block they stand in.",
    "names-differ-in-case": "Two names differ in capital letters only. They would be taken for one another, so one "
    "of them needs another name.",
    "built-in-name": "A scale, a category or a kind of subject has the name of a built-in type of field, such as "
    "`text` or `days`.",
    "table-name": "A table is called `answers`, or as a kind of subject. Sources are bound by name in `cx.toml`, where "
    "`answers` holds the answers to criteria, and a kind's name the list of its subjects.",
    "title-twice": "Two options of a category can be read as one another: data are matched by an option's name or "
    "title, without regard to capital letters.",
    "unknown-name": "Nothing of this name is declared where it could stand. The help line has the nearest spelling. "
    "While a line of the files does not parse, names without a near spelling are not reported, because that line may "
    "declare them.",
    "no-such-option": "A category, a list, a scale or a yes-or-no field is compared with a value that it does not "
    "have, so the condition would never hold.",
    "quoted-option": "A value is written by its title in quotes. That works, but a title may be reworded; the name "
    "stays.",
    "type-mismatch": "Two values of different kinds are compared or worked with: days and pounds, text and a number. "
    "Both sides must be of one kind.",
    "share-against-number": "A percentage is compared with a plain number. 80 is not 80%: write `80%`.",
    "wrong-unit": "A figure lacks its unit or has another one than the value beside it: percentages take `80%`, "
    "differences of percentages `5 points`, money `£40`, times `7 days`. A quotient of figures is a plain number "
    "unless it says `shown as percent`.",
    "mixed-scales": "Answers on different scales are compared, added or averaged. A 4 of 5 is not a 4 of 10: compare "
    "shares of each instead, such as `share(satisfied >= 4)`.",
    "mixed-durations": "A length in days stands against one in months. A month has no fixed number of days, so write "
    "both in days, or both in months.",
    "outside-range": "A target asks for a percentage below 0% or above 100%, or for a net score beyond -100 or 100 "
    "points, which no rows can give.",
    "beyond-scale": "A number is compared with answers on a scale that never reaches it, or a point is given a "
    "number outside the scale.",
    "wrong-scale": "A published measure is asked of a scale that it is not defined for. Net promoter (`nps`) takes 0 "
    "to 10, customer satisfaction (`csat`) 1 to 5 and customer effort (`ces`) 1 to 7, each with higher as better. On "
    "another scale the figure could not be compared with anybody's, so ask the question on the published scale.",
    "no-arithmetic": "A number is needed, and this is none: only numbers, money and lengths of time add up, and "
    "answers on a scale with a range have a mean.",
    "not-ordered": "More and less are asked of something that has no order in cx: text, options, yes and no, or a "
    "scale with named points. Use `is` or `is one of`.",
    "not-a-condition": "A value stands where something must be met or unmet. Compare it, or ask whether it is known.",
    "date-needed": "A date is needed, for `in last` or for `month of`, and this is none.",
    "not-a-metric": "Only a metric has a target, can be narrowed in brackets, and can be taken of another subject or "
    "at another time.",
    "not-a-value": "A worked case gives a literal value, an option, or yes or no.",
    "not-a-figure": "A metric's formula gives no figure: it must be a percentage, points, a number, money or a "
    "length of time, and rest on rows or on other metrics.",
    "date-in-figure": "A date stands in a formula outside the brackets of a function. Rows have dates; a figure over "
    "many rows has none.",
    "field-outside-function": "A field has a value in each row, and a formula gives one figure for all rows: say "
    "which, such as `share(satisfied >= 4)` or `mean(cost)`.",
    "field-outside-table": "A field of a table is named where no table is seen. Make a metric of it, and name the "
    "metric.",
    "function-in-row": "A function over many rows stands where each row is looked at by itself: in `where`, in "
    "`reject when`, or inside another function.",
    "function-arguments": "A function or a metric has too few or too many parts in its brackets; each takes one.",
    "metric-in-rows": "A metric is named where each row is looked at by itself, or in a formula over rows. Combine "
    "metrics in a metric without a `from` line.",
    "rows-needed": "Something is said about rows where there is no table: a function in a condition of a model, or "
    "`where`, `by` or `for` in a metric without a `from` line.",
    "narrowed-combination": "A metric without a `from` line has no rows of its own that brackets could narrow. "
    "Narrow the metrics it is made of.",
    "period-unit": "Windows, ages of answers and times before are counted in days, weeks, months, quarters or years.",
    "period-length": "Windows, ages of answers and times before are whole numbers of their unit, at least 1; months, "
    "quarters and years cannot be cut into parts.",
    "full-days": "`full` asks for whole weeks, months, quarters or years. Days are always whole.",
    "criterion-outside-model": "The outcome of a criterion is asked outside the conditions of its model.",
    "nobody-above": "A metric counts the subjects of a kind that belongs to nothing, so there is nobody whose figure "
    "it could be. A figure over suppliers is one of the network that they belong to.",
    "levels-of-now": "A figure that rests on levels or scores is asked for at another time. Levels are worked out for "
    "the assessment date alone; assess as of the other date.",
    "circular-roll-up": "A level rests on a figure that counts the same level. A model may ask for figures over the "
    "levels of those below it, and they may not ask back.",
    "segment-place": "A segment is named where its rows are not looked at: it stands for a condition on the rows of "
    "its own table, and no segment is made of others.",
    "mentions-place": "`mentions` looks for the words of a theme in a field of text, one row at a time. Make a metric "
    "of it, such as `share(comment mentions delay)`, and compare that.",
    "theme-words": "A theme has no words, one of its words stands twice, or a word has no letter or digit.",
    "circular-objectives": "An objective would support itself.",
    "unsupported-objective": "Nothing supports an objective: no metric, no criterion and no other objective. Say in "
    "those that serve it `supports NAME`.",
    "circular-metrics": "A metric rests on itself, directly or through others; the message shows the path.",
    "circular-criteria": "A criterion's outcome rests on itself, directly or through others; the message shows the "
    "path.",
    "condition-of-an-action": "An action in a rule has a `when` line. What a rule proposes, it proposes where it finds "
    "something; a further condition makes a further rule. In a criterion an action may have its own condition.",
    "circular-actions": "Actions wait for one another in a circle, so none could begin; the message shows the path.",
    "circular-aspects": "Aspects stand in one another in a circle; the message shows the path.",
    "circular-subjects": "Kinds of subject belong to one another in a circle; the message shows the path. Where a kind "
    "belongs to itself, most often the head of the next kind is missing above the line.",
    "nested-subjects": "Too many kinds of subject stand above one another.",
    "nested-aspects": "Too many aspects stand in one another.",
    "nested-metrics": "Too many metrics rest on one another in a chain.",
    "smallest-group": "The smallest group that may be published is at least 1.",
    "same-data": "Two tables are filled from the same data, and figures of one are hidden for small groups. What is "
    "hidden is decided for each table alone, so the other may show what tells of them. Write one table for the data, "
    "and what tells the metrics apart in their `where` lines; or publish one of the two.",
    "not-published": "Figures of a table are not published at all: nothing that could be hidden beside them would "
    "protect the people in them. `cx metrics --what-hides` says without which `by` line or metric more could be shown. "
    "Of metrics whose rows overlap with one another within those of another metric, eight are published, in the order "
    "of their lines: what follows from more is not known. Of metrics that count different people (`distinct` of a "
    "personal field) one is published: the first that keeps all rows, else the first.",
    "unknown-policy": "`publish as` names a policy on small groups that is not known.",
    "counts-rounded": "Counts are rounded to 2 or more.",
    "key-missing": "A field of a table's key may be missing, so it cannot tell rows apart.",
    "decimals": "Only a number field has decimals of its own, and not more than can be kept.",
    "needs-for": "A table names more than one subject in a row. The metric must say whose rows count: `for FIELD`.",
    "needs-answers": "`needs` asks for at least 1 answer.",
    "not-a-dimension": "Figures are listed by a category, a list, a scale, yes or no, a subject, or the month, "
    "quarter or year of a date: by values that are known beforehand and few.",
    "shown-unit": "A metric is shown in a unit that it does not have.",
    "wrong-order": "A range, a scale's points, or a pair of levels is written from high to low, or a range of "
    "criteria from back to front.",
    "undated-target": "A target without a date stands beside one with a date, so it is not clear which holds when.",
    "confidence-level": "A confidence lies between 50% and 99.99%; 95% is usual.",
    "confidence-needs-metric": "`with confidence` compares a metric with a figure or with another metric, each "
    "standing alone on its side.",
    "no-interval": "`with confidence` is asked of a metric without a confidence interval. Shares, net scores and means "
    "have one: alone, with numbers, and added up over the same rows, also as other metrics. Products and ratios of two "
    "have none, nor a sum of a table whose counts are rounded.",
    "unused-confidence": "A metric says how sure its printed interval should be, and has no interval.",
    "wrong-subject": "A metric is used for a kind of subject that it cannot be worked out for: its rows name another "
    "kind, or, without a subject field, the whole project.",
    "not-belonging": "`METRIC of KIND` takes the figure of the subject that the assessed one belongs to, and it "
    "belongs to none of that kind.",
    "no-common-subject": "A formula combines metrics of different kinds of subject, so that there is no subject for "
    "which all can be worked out.",
    "scale-range": "A scale's points are numbers without a range in its head, or its range has too many steps.",
    "unlabelled-points": "Some points of a scale have a title and others have none. Give every point one, or none.",
    "mixed-points": "Some points of a scale have a value or an upper bound, and others have none.",
    "one-value": "Every point of a scale counts the same, so that no answer would be better than another.",
    "open-scale": "The last point of a scale of percentages ends below 100%, so higher answers would have no point.",
    "point-meaning": "A point has the name of an answer that means something else at its place: `met` and `yes` are "
    "the highest point, `unmet` and `no` the lowest, `partly` one between.",
    "level-order": "Levels stand once each, from the lowest to the highest.",
    "level-gap": "A level's number is left out, most often because a line was lost.",
    "empty-level": "A level has neither a criterion nor a `when` line, so it is never the result unless the model "
    "says `empty level counts as met`.",
    "band-outside-levels": "A band reaches to a level that the model does not have; where criteria with its number "
    "stand in no level, the head of the level is missing above them.",
    "bands-overlap": "A level is in two bands.",
    "level-without-band": "A model has bands, and one of its levels is in none.",
    "no-such-point": "A condition or the rule for levels asks for an answer that is not on the scale of the criteria "
    "it is about. Computed criteria and those without a scale are met, partly met or unmet. `is at least` stands "
    "before an answer above the lowest, or before `partly`; before a date only where its order to the criterion's own "
    "target is known.",
    "no-criteria-meant": "`any criterion` or `every criterion` stands where there is none, or `other` where the line "
    "belongs to no criterion.",
    "share-of-criteria": "A share of criteria is more than 0% and at most 100%.",
    "unused-obligation": "A criterion only should hold, or is suggested, and the model does not say what that "
    "changes, so that it binds like any other. Write `should counts as met with justification`, `suggested counts as "
    "met`, or the like.",
    "must-not-where-asking-stops": "Asking stops at the first criterion that is unmet, and one that must not be met "
    "would stop it when all is well.",
    "never-withheld": "A worked case expects a withheld result of what has no `withheld when` line.",
    "score-in-criterion": "A condition of a criterion or an aspect, or a bound of a score, asks for a score or a level "
    "that is itself worked out from the criteria. Such conditions stand in the `when` of a level, and in the model's "
    "own `withheld when` and `level at most`; another model's score may be asked for anywhere.",
    "no-deduction": "A model `starts at` a figure from which its criteria take something off, and a criterion does "
    "not say how much. Write `deducts 5`, or `deducts 0`.",
    "starts-at-sum": "What starts at a figure is a sum; another rule cannot stand beside it.",
    "aspects-of-one-root": "A criterion names two aspects that stand in the same one, so that it would count twice "
    "there. A second aspect lies under another root, as the second side of a grid.",
    "given-result": "A worked case gives the level or the score of the model that it tries; only those of other "
    "models can be given.",
    "unused-aspect": "No criterion belongs to an aspect.",
    "written-twice": "The same thing is said twice in one block.",
    "round-without-score": "A model says how to round its score and has none.",
    "weight": "A weight is not more than 0, or changes nothing because the score it would count in is no mean.",
    "criterion-level": "A criterion's number begins with another level than the one it stands in, most often because "
    "a level's head was lost.",
    "criterion-gap": "A criterion's number is left out in a level, most often because a line was lost.",
    "criterion-aspect": "The model has aspects, and a criterion does not say which it belongs to.",
    "nothing-to-answer": "A criterion that is worked out has a line about answers: a scale, proofs, an age or `not "
    "applicable allowed`.",
    "assessors": "The lines that say who answers do not fit together: an assessor is a name (`self`, `peer`), or a "
    "kind of subject that belongs to the one that is assessed and stands alone; `on disagreement` needs several.",
    "answer-by": "A worked case says `by` where the model has several assessors (`given answer 1.1 by peer is met`), "
    "and nowhere else.",
    "proof-length": "A proof is asked for with a length that it cannot have, or a link with a length.",
    "unused-proof": "A proof is asked for an answer that may not be given.",
    "test-of-metric": "A worked case of a metric gives or expects what only a model has.",
    "given-narrowed": "A worked case gives a figure of only some rows of a metric.",
    "given-count": "A percentage of so many answers must be a whole number of answers: 86% of 400 is 344.",
    "answer-to-computed": "A worked case answers a criterion that is worked out from figures.",
    "answer-off-scale": "A worked case gives an answer that is not on the criterion's scale. Where all answers to a "
    "model are points of one scale and the model names none, its `scale` line is missing.",
    "answer-from": "A criterion takes the answer to another one (`answer from maturity 3.4`) that is not asked, is "
    "asked of another kind of subject or on another scale, or stands in several models.",
    "given-subject": "A worked case says whom it is about (`given service is parking`) with something else than the id "
    "of one subject of the kind that is tried or of one above it.",
    "no-aim": "A worked case expects where an aim stands of a model that has none.",
    "aim-kind": "An aim names a kind of subject that its model does not assess. Without `for` it is the aim of all.",
    "unknown-level": "A worked case or an aim names a level that the model does not have, or `--fail-below` names one "
    "that no model has.",
    "no-score": "A worked case expects a score where the model or the aspect has none.",
    # --- journeys
    "circular-journey": "The steps of a journey lead back to where they were. A journey runs to an end, so that what "
    "every case passes can be said. Cases that go back are written as `repeats from STEP 15%: why` in the step that "
    "they go back from.",
    "unreached-step": "No step leads to this one, and it is not the first. A step follows the one above it, unless "
    "that one has a `then` or an `ends:` line, or this one an `after` line.",
    "ends-disagree": "One step says that it leads to another, which says that it comes after other ones. Both ends of "
    "a parting or a meeting say the same.",
    "after-the-end": "A step with an `ends:` line is where the journey ends without what was wanted, so nothing comes "
    "after it.",
    "unsaid-split": "A step leads to several, and does not say whether to all of them or to one. `then a and b` leads "
    "to all side by side, `then a or b` to one of them.",
    "unsaid-join": "A step comes after several, and does not say whether after all of them or after one. `after a and "
    "b` waits for all, `after a or b` for one.",
    "ways-disagree": "Ways meet in another manner than they parted: a step waits for two ways of which only one is "
    "gone, or goes on after the first of two that are both gone.",
    "never-meet": "Ways that are gone side by side end apart. That may be meant: the journey then ends in each.",
    "shares-not-whole": "The shares of a choice do not add up to 100%, stand at some of its ways only, or stand where "
    "there is no choice; or all cases are said to go back.",
    "repeats-ahead": "A step repeats from one that does not come before it.",
    "no-goal": "A way through the journey ends without the item that the journey `reaches`. Say why it ends there "
    "(`ends: Withdrawn`), or lead it on.",
    "item-never-given": "A step needs an item that no step gives and nobody holds.",
    "item-missing": "A step needs an item that is not given on every way that leads to it. The message shows such a "
    "way. A step that stands for some customers only gives nothing for certain.",
    "bad-emotion": "Emotions are written from -2, very bad, to +2, very good.",
    "steps-beside-changes": "A journey either has steps of its own or `changes` another.",
    "changes-of-nothing": "A journey removes, changes, merges or adds steps, and does not say of which journey.",
    "circular-journeys": "Journeys are made of one another by `changes`, in a circle.",
    "circular-facts": "Facts follow from one another in a circle.",
    "test-of-journey": "The test of a journey gives something, or expects something else than a finding.",
    "steps-of-nothing": "A finding is expected on steps where no journey is tried.",
    "step-gone": "A line names a step that the journey does not have any more, because another line takes it out.",
    "merge-of-one": "`merge steps` makes one step of two or more.",
    "step-unchanged": "`change step` has no line that says what is done otherwise.",
    "no-place": "`add step` does not say after which step it stands.",
    "unclear-place": "A step is added after several that lead to different ones, so it is not clear where it leads.",
    # --- data and projects
    "toml-syntax": "`cx.toml` cannot be read: a quotation mark or a bracket is not closed, a key stands twice, text "
    "has no quotation marks, or the file is not in UTF-8. Paths are written with `/`.",
    "no-project": "The folder has no `cx.toml`. Name the folder that has it, or let `cx init` write one.",
    "unknown-key": "`cx.toml` has a key that cx does not know, most often a misspelt one.",
    "missing-key": "A source in `cx.toml` does not say which file it is, or of which kind; or a command does not say "
    "which columns hold the cases, activities and times of a log.",
    "wrong-value": "The value of a key in `cx.toml` is of the wrong type, is empty, or is none of those that it takes.",
    "unknown-pack": "`packs` names neither a rule pack that comes with cx nor a folder beside `cx.toml`.",
    "unknown-plugin": "A source is of a kind that neither cx nor a plugin of the project offers.",
    "unknown-backend": "`backend` names none that cx has. Leave it out to take the one that comes with cx.",
    "engine-unreachable": "The engine of `[engine]` in `cx.toml` could not be reached: its address is wrong, it does "
    "not run, or it does not let this computer or this user in. What rests on its tables is unknown.",
    "engine-failed": "The engine of `[engine]` was reached and could not count a table: there is no such table, this "
    "user may not read it, or what the engine itself says.",
    "not-in-place": "The rows of a table cannot be counted where they are, and there is nothing that could fetch them: "
    "a column has a type whose sums are not exact, or a key stands in several rows. A view or a query can give what is "
    "needed.",
    "form-is-there": "`cx form --out` writes no questionnaire over a file that is there: it may have been filled in. "
    "Choose another name, or remove the file first.",
    "backend-failed": "The backend that `[engine]` of `cx.toml` names cannot be used: no plugin that could be loaded "
    "offers it, it cannot reach its engine, or one of its keys has a value that it does not take.",
    "level-by": "`level by` names a scorer of a plugin: one that is offered, that gives levels, and that stands in "
    "place of `reached when` in a model that has levels. No level is empty then, so that nothing need be said of that.",
    "score-by": "`score by` names a scorer of a plugin: one that is offered, that gives scores, and that stands in "
    "place of `score is`.",
    "plugin-lock": "`cx.plugins.lock`, which says which plugins exactly a project takes, cannot be read. `cx plugins "
    "lock` writes it anew from what is installed.",
    "plugin-new": "`cx plugins new` writes a folder of its own for a distribution: the name is made of small letters, "
    "digits and single hyphens, and no folder of that name is there yet.",
    "plugin-left-out": "A plugin that the project names could not be used, or failed while it worked, for the reason "
    "given: it is not installed, "
    "fails when it is imported, has a hook that cx does not know, or offers a name that another one offers already. "
    "The run goes on without it.",
    "unknown-source": "`cx.toml` fills a table that no rule file has. A source is named as a table, as a kind of "
    "subject, or `answers`.",
    "unknown-field": "`columns` or `values` of a source in `cx.toml` names a field that the table does not have.",
    "unknown-option": "`values` of a source in `cx.toml` turns a spelling into something that the field cannot be.",
    "missing-file": "There is no file at the path, or a folder is there. Paths count from the folder of `cx.toml`.",
    "unreadable-file": "A file is there and cannot be read: it belongs to someone else, or another program holds it.",
    "file-changed": (
        "A file changed while it was read, so that half of it may be old; nothing of it is counted. Run again."
    ),
    "empty-file": "A file of data holds nothing, or no headings.",
    "binary-file": "A csv file has a NUL byte, which no text has. It is damaged, or not a csv file.",
    "bad-encoding": "A file is not in the encoding that `cx.toml` says. Leave `encoding` out, and cx finds it: by a "
    "byte order mark, else UTF-8, else Windows-1252, else Mac Roman.",
    "not-csv": "A file that is bound as csv is something else, an Excel workbook for example.",
    "not-parquet": "A file that is bound as Parquet is something else, or is damaged.",
    **PUBLISHING_CODES,
    **TARGET_CODES,
    **WORKBOOK_CODES,
    "not-json": "A file that is bound as JSON cannot be read as JSON, at the place that is named; or, in a file with "
    "an object on each line, a line cannot, which is then rejected.",
    "not-an-object": "A row of a JSON file is no object of names and values. It is rejected.",
    "unknown-records": "A JSON file has no list of rows where `records` looks for it, or several lists of which "
    "`records` must name one.",
    "not-sqlite": "A file that is bound as SQLite is something else, or is damaged.",
    "not-duckdb": "A file that is bound as DuckDB is something else, is damaged, or was written by another version.",
    "unknown-table": "A database file has no table of the name that `table` gives, or several of which `table` must "
    "name one.",
    "source-too-big": "A source holds, or unpacks to, more than is read: 2 GB or 50 million cells of a workbook, 1 GB "
    "or 50 million cells of JSON that is read whole (not in UTF-8, or a list within other objects), 50 million cells "
    "of a view of SQLite, 4,000 million of other JSON, of Parquet and DuckDB, 32 GB of any of them, of which "
    "texts of more than 500 bytes that it holds once and repeats in many rows may add 2 GB. A small file can be made "
    "so; a real one goes into several files, or into Parquet.",
    "number-for-name": "A cell that names a criterion is a number. Spreadsheets turn `3.10` into 3.1; where only one "
    "criterion has that value it is taken, else the row is rejected. Format the column as text and type it again.",
    "unclosed-quote": "A cell of a csv file begins with a quotation mark that is never closed, so that all rows below "
    "it would be one cell.",
    "source-failed": "A source failed for a reason of its own, which is given; or data given from Python are no table.",
    "digest-guessable": "A record holds plain digests of data with small groups. Whoever has all of a file but what is "
    "hidden could try the few possible values until the digest is the same. Write `digest_key = { env = "
    "\"CX_DIGESTS\" }` under `[project]` of `cx.toml`, and set the variable to what `openssl rand -hex 32` prints "
    "once, on each machine. The record that is there stays as it is; delete it and record again if nobody has it yet.",
    "secret-missing": "A source, or `digest_key`, needs a secret that `cx.toml` names by its environment variable, "
    "which is not set or too short. Set it before cx is started; the value itself is never written into a file.",
    "source-unreachable": "The server of a source did not answer, or cut the connection, each time that it was asked. "
    "What other sources gave is kept; what needs this one is unknown.",
    "source-busy": "The server of a source answers that it cannot: it is asked too much, or has a fault of its own. "
    "cx asks again after the wait that the server names, a few times. Run again later.",
    "source-refused": "The server of a source does not take the credentials, or does not let them read. They may have "
    "run out.",
    "source-reply": "What the server of a source sent is not what its protocol says: half a page, a page for people, "
    "records without the field that tells them apart. The server may have been changed, or the address be wrong.",
    "source-broken-off": "A source was lost after rows had come. None of them is used, since a part must not pass for "
    "the whole, and what needs the source is unknown. With `keep = true` they are kept, and the next run goes on.",
    "source-cut-off": "A server gives less than there is and offers no way to ask for the rest. What was cut off is "
    "missing from the figures, and the load report says where.",
    "missing-column": "The data have no column for a field. Say in `columns` under which heading it stands. Where one "
    "file of several lacks a field that may be missing, it is missing in the rows of that file. Of a log, name the "
    "column as `--case`, `--activity` and so on.",
    "duplicate-heading": "The heading of a field stands over more than one column. They are numbered from the left: "
    "write in `columns` which one is meant.",
    "wrong-column-type": "A column of typed data cannot become its field: numbers where a date is needed, for example. "
    "Ids of criteria are text, for `3.10` is not the number 3.1.",
    "ambiguous-date": "Dates can be read in more than one way, most often as day/month or as month/day, and cx does "
    "not guess: write the format in `dates`. With a list of formats, rows that two of them read differently are "
    "rejected and counted, unless `ambiguous_dates = \"first\"` says that the first format goes before the others.",
    "unknown-date-format": "No format that cx knows, or none that `dates` gives, fits the dates of a column. Write in "
    "`dates` how they are written: `%d` is the day, `%m` the month, `%Y` the year (`%y` in two digits), `%b` a month's "
    "name cut to three letters, `%H:%M:%S` the time, `%I:%M %p` the time with am and pm.",
    "bad-date-format": "A format in `dates` has a part that cx cannot read, or lacks the year.",
    "cut-off": "A packed file or an XES file ends in the middle. A log shows what could be read of it, and the command "
    "ends with 3; other sources are not read at all.",
    "not-xes": "A file that is read as XES is no well-formed XML, or its outermost element is not `log`.",
    "xml-entities": "An XES file declares a document type or entities. None is ever expanded, for a small file can "
    "unfold to more than any memory; a log needs none. Export it again.",
    "ragged-row": "A row of a csv file has more or fewer cells than there are headings. It is rejected.",
    "no-rows": "A source has no rows: headings alone, or an empty list.",
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
    "no-parent": "A listed subject names none of several that it may belong to. Column `parent` gives the id.",
    "unknown-parent": "A listed subject belongs to one that is not listed. It then belongs to none.",
    "unknown-kind": "An answer does not say, by `kind` or `model`, which kind of subject it is about, or names one "
    "that no rule file has.",
    "unknown-assessor": "An answer to a model that names its assessors is by none of them. The column `assessor` says "
    "who answered; where it is empty, `by` is read.",
    "unknown-model": "An answer, or who reads a result, names a model that the rules do not have for the subject.",
    "unknown-criterion": "An answer names a criterion that no rule file has, or that an override removed.",
    "computed-criterion": "An answer is to a criterion that is worked out from data, and so is not used.",
    # --- rules over two steps of a journey
    "every-pair": "A rule for two steps says nothing by which the two are found, so that every pair of steps would "
    "have to be tried. Join a condition by `and`: `same goal`, `asks of later overlaps asks of first`, `gives of later "
    "within gives of first` or `later directly follows first`.",
    "not-of-steps": "A rule for two steps asks something that steps do not have: a metric, a criterion, a date. It may "
    "ask what the steps have alike, their order, and what one of them has.",
    "only-of-steps": "`same …`, `follows`, `before`, `within` and `overlaps` compare two steps of a journey, and stand "
    "in rules whose head says `for steps FIRST, LATER`.",
    "finder-failed": "A plugin that looks for redundant steps failed, or gave what it must not. What it would have "
    "found in the journey is missing; everything else was looked for.",
    # --- runs and commands
    "unknown-step": "`cx journey route` is asked to do without a step that the journey does not have, or `--step` "
    "names such a one.",
    "unknown-activity": "`--step` names an activity that the log does not have.",
    "small-groups": "The table of a source publishes only groups of a least size, or rounded counts (`publish …`), and "
    "the command would show its cases one by one, or the whole log has fewer cases than such a group. "
    "`--with-small-groups` shows them, not for publication; "
    "`cx journey check --source NAME` hides small groups.",
    "nothing-to-mine": "A log has no activity that enough of its cases do to be a step of a journey.",
    "unknown-journey": "`cx journey` is asked for a journey that the rules do not have.",
    **CALLING_CODES,
    "unknown-population": "`[population.TABLE]` of `cx.toml` names a table, a field or a group that the rules do not "
    "have, or a subject that is not listed. Weights are by a category, a list, a scale, yes or no, or the subject of a "
    "row.",
    "no-population": "Answers are of a group or a subject that `[population.TABLE]` of `cx.toml` gives no number of "
    "people for, while it does for others: they are left out of weighted figures. Give the number, or take the "
    "field out.",
    "population-sums": "The margins of a population, and its total, are of the same people, so they add up to the same "
    "number.",
    "empty-margin": "Nobody answered of a group that the population has. Weights cannot make up for that: what these "
    "people think is in no weighted figure.",
    "empty-cells": "Nobody answered who is of several groups of a population at once, as of web and over 65, though "
    "others answered of each. Weights make every margin right and take it that no people are of them all: who is, is "
    "spoken for by people who are not. Join groups, or leave a margin out.",
    "extreme-weights": "Single answers count for more than five average ones: what these few people happen to say "
    "decides much of the figure. Nothing is trimmed, since figures would then not fit the margins. Join groups that "
    "few answered of, or ask more of them.",
    "uneven-weights": "A few answers count for so many people that a weighted figure is much less sure than the number "
    "of its answers says: fewer than 7 in 10 unweighted answers would be as sure.",
    "weights-do-not-fit": "No weights make the answers add up to every margin of the population. Weighted figures are "
    "unknown. Take a margin out, or join groups that few answered of.",
    "change-not-earlier": "What moved was asked for since a day that is not before the assessment date.",
    "change-by-date": "A change was to be split by a date or a part of one: the months of one year do not come again. "
    "Leave `--change-since` out: the figures of each month show the change themselves.",
    "after-assessment-date": "Rows are dated after the assessment date. Measures with `in last` leave them out. "
    "How many is not told where a hidden figure would follow from it.",
    "answer-after-assessment-date": "Answers are dated after the assessment date. They do not count until then.",
    "contradicting-answers": "A criterion has answers of one day about one subject that differ. The last row counts; "
    "delete the row that is not meant.",
    "before-rules": "The date of the assessment is before the date from which the pack's `version` line says that the "
    "rules hold. The result is worked out all the same.",
    "no-subjects": "Rules assess a kind of subject, and nothing in `cx.toml` lists who is assessed. Add "
    "`[sources.KIND]`, where KIND is the subject of the model, with a file of ids and titles. Of a kind that only a "
    "pack which is brought in assesses, it is a remark.",
    "heading-used-twice": "`columns` of a source in `cx.toml` puts two fields under one heading, most often because "
    "a line was copied. Give each field its own.",
    "answer-not-usable": "An answer is not one that its criterion takes. The criterion's outcome is unknown.",
    "no-source": "Nothing in `cx.toml` fills a table. What needs it is unknown.",
    "squares-too-large": "Means of a table have no interval: the squares of their numbers, which an interval needs, "
    "have more digits than the engine can add up exactly. The means themselves are exact.",
    "number-too-large": "A total has more digits than the engine can hold exactly.",
    **HISTORY_CODES,
    "file-exists": "`cx init` found a file that it would write over, so it wrote nothing.",
    "incomplete-installation": "Files that come with cxengine are missing. Install it again.",
    "not-utf8": "A rule file is not saved as UTF-8. Save it again with that encoding.",
}
