"""From rule texts to a program: the stages of the compiler, in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from cxengine.diagnostics import Diagnostic, Diagnostics
from cxengine.engine import arguments
from cxengine.engine.arguments import Day, Words
from cxengine.engine.hosting import engine_host
from cxengine.engine.plugin_words import vocabulary_of
from cxengine.engine.rules import RuleSet, digest, read_rules
from cxengine.findings.compiled import CompiledRule, compile_rule
from cxengine.lang import ast
from cxengine.lang.cache import parse_cached
from cxengine.lang.cache_folder import cache_folder
from cxengine.lang.check import check
from cxengine.lang.effective import effective
from cxengine.lang.names import Names, Types
from cxengine.lang.packs import pack_of
from cxengine.lang.resolve import resolve
from cxengine.lang.vocabulary import Vocabulary
from cxengine.maturity.compiled import CompiledModel, compile_model
from cxengine.resources import bundled_packs

if TYPE_CHECKING:
    import pyarrow

    from cxengine.engine.assessment import Assessment, Measurement
    from cxengine.engine.history.read import Given
    from cxengine.engine.running import Progress
    from cxengine.host.plugin_host import Host


def compile(where: str | Path | Mapping[str, str], *, host: Host | None = None) -> Program:
    """Compiles a folder, a rule file, a bundled pack by name, or texts by file name.

    ``host`` holds the plugins that take part; None for the built-in ones and those the project names.
    Raises CxError with every problem found, if one of them is an error.
    """
    found = Diagnostics()
    rules = read_rules(arguments.rules(where), found, host=host)
    files, names, types = compiled_stages(rules, vocabulary_of(rules.host), found)
    found.stop_if_errors()
    return Program(rules=rules, files=files, names=names, types=types, diagnostics=tuple(found), host=rules.host)


def compiled_stages(
    rules: RuleSet, vocabulary: Vocabulary, found: Diagnostics
) -> tuple[tuple[ast.File, ...], Names, Types]:
    """Text to tree to names to types, with every problem collected on the way."""
    folder = cache_folder()
    read = tuple(parse_cached(source, found, folder) for source in rules.sources)
    files = effective(read, found, brought=rules.brought, known=bundled_packs())
    names = resolve(files, vocabulary, found)
    types = check(files, names, found)
    return files, names, types


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Program:
    """Checked rules, ready to assess any data. Immutable, and safe to share between threads."""

    rules: RuleSet
    files: tuple[ast.File, ...] = attrs.field(repr=False)
    names: Names = attrs.field(repr=False)
    types: Types = attrs.field(repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()
    """The warnings."""
    host: Host | None = None

    @cached_property
    def plugins(self) -> Host:
        """The plugins that take part."""
        return self.host if self.host is not None else engine_host()

    @cached_property
    def packs(self) -> Mapping[str, ast.Pack]:
        """The packs by the file that declares each."""
        return {f.filename: d for f in self.files for d in f.declarations if isinstance(d, ast.Pack)}

    @cached_property
    def models(self) -> tuple[CompiledModel, ...]:
        """Every model, compiled, in the order of the files."""
        return tuple(
            compile_model(declared, self.names, self.types, self._key(file.filename, declared.name.text))
            for file in self.files
            for declared in file.declarations
            if isinstance(declared, ast.Model)
        )

    @cached_property
    def findings(self) -> tuple[CompiledRule, ...]:
        """Every rule, compiled, in the order of the files."""
        return tuple(
            compile_rule(declared, self.names, self.types, self._key(file.filename, declared.name.text))
            for file in self.files
            for declared in file.declarations
            if isinstance(declared, ast.Rule)
        )

    def _key(self, filename: str, model: str) -> str:
        pack = pack_of(filename, self.packs)
        return f"{pack.name.text}.{model}" if pack is not None and "." not in model else model

    def pack_digest(self, pack: ast.Pack) -> str:
        """The digest of the texts that belong to a pack."""
        read = {file.filename for file in self.files}
        own = [s for s in self.rules.sources if s.filename in read and pack_of(s.filename, self.packs) == pack]
        return digest(own)

    def assess(
        self,
        sources: Mapping[str, Any] | None = None,
        *,
        as_of: Day = None,
        subjects: Words = (),
        strict: bool = False,
        strict_plugins: bool = False,
        progress: Progress | None = None,
        change_since: Day = None,
        history: Given | None = None,
        compared_with: Day = None,
    ) -> Assessment:
        """Assesses every listed subject, or those of ``subjects`` (``kind:id``).

        ``sources`` maps a table, ``answers`` or a subject kind to its data: anything with
        ``__arrow_c_stream__``, a list of dicts, or a Binding; None for what the project's ``cx.toml`` binds.
        ``as_of`` is the assessment date, a date or ISO text: the project's, else today. ``change_since`` is an earlier
        one that metrics are compared with: the project's, else none. ``history`` holds records of earlier assessments,
        as a folder or as values (``assessment.record.to_dict()``); None for those of the project, with its own data.
        ``compared_with`` is the date of the one that levels and outcomes are held against: the last. With ``strict``
        each problem of the data is an error, with ``strict_plugins`` each plugin that fails. Raises CxError.
        """
        from cxengine.engine.assess import assess

        return assess(
            self, arguments.tables(sources), as_of=arguments.day("as_of", as_of),
            subjects=arguments.words("subjects", subjects), strict=strict, strict_plugins=strict_plugins,
            progress=arguments.callback("progress", progress), since=arguments.day("change_since", change_since),
            history=arguments.records(history), compared_with=arguments.day("compared_with", compared_with),
        )  # fmt: skip

    def metrics(
        self,
        sources: Mapping[str, Any] | None = None,
        *,
        metrics: Words = (),
        by: Words = (),
        as_of: Day = None,
        subjects: Words = (),
        strict: bool = False,
        strict_plugins: bool = False,
        progress: Progress | None = None,
        change_since: Day = None,
        what_hides: bool = False,
    ) -> Measurement:
        """The figures, for all metrics or those named, broken down by declared dimensions.

        With ``change_since`` what moved since that date, and how much of it is a change in who answered. With
        ``what_hides`` each source says without which `by` line or metric more figures could be shown, which takes
        longer. Raises CxError.
        """
        from cxengine.engine.measure import Wishes, chosen, measured
        from cxengine.engine.running import running

        asked = arguments.asked(metrics, by, subjects, what_hides=what_hides)
        chosen(self, asked)
        with running(
            self, arguments.tables(sources), as_of=arguments.day("as_of", as_of), strict=strict,
            strict_plugins=strict_plugins, progress=arguments.callback("progress", progress),
            since=arguments.day("change_since", change_since),
            wish=lambda tree, since: Wishes(self, tree, since, asked).wanted(),
        ) as run:  # fmt: skip
            return measured(self, run, asked)

    def figures(
        self,
        sources: Mapping[str, Any] | None = None,
        *,
        metrics: Words = (),
        by: Words = (),
        as_of: Day = None,
        subjects: Words = (),
        strict: bool = False,
        progress: Progress | None = None,
    ) -> pyarrow.Table:
        """The same figures as an Arrow table without words, a row for each metric, subject and group.

        Made column by column, so that hundreds of thousands of groups are no burden. Raises CxError.
        """
        from cxengine.engine.measure import Wishes, chosen, figures
        from cxengine.engine.running import running

        asked = arguments.asked(metrics, by, subjects)
        chosen(self, asked)
        with running(
            self, arguments.tables(sources), as_of=arguments.day("as_of", as_of), strict=strict,
            progress=arguments.callback("progress", progress), digests=strict,
            wish=lambda tree, since: Wishes(self, tree, since, asked, listed=True).wanted(),
        ) as run:  # fmt: skip
            return figures(self, run, asked)
