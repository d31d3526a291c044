"""The values that pass between the engine and plugins: frozen, narrow, one module for each kind of plugin."""

from __future__ import annotations

from cxengine.host.contracts.backends import (
    Backend,
    BackendOffer,
)
from cxengine.host.contracts.enrichers import (
    ActionGiven,
    Enricher,
    Enrichment,
)
from cxengine.host.contracts.failures import (
    PluginFailure,
    PluginProblem,
)
from cxengine.host.contracts.finders import (
    Finder,
    FindingKind,
    FoundInJourney,
    JourneyGiven,
    StepGiven,
)
from cxengine.host.contracts.functions import (
    Comparison,
    Figure,
    Function,
    Known,
    Lowering,
    Operator,
    Parameter,
    Result,
    RowValue,
)
from cxengine.host.contracts.packs import (
    RulePack,
)
from cxengine.host.contracts.placed import (
    RAW,
    PlacedField,
    PlacedRows,
    PlacedTable,
    PlacingBackend,
)
from cxengine.host.contracts.renderers import (
    Renderer,
    ResultKind,
)
from cxengine.host.contracts.scorers import (
    CriterionOutcome,
    OutcomeWord,
    Scorer,
    ScorerInput,
)
from cxengine.host.contracts.sources import (
    FIRST_ROWS,
    Binding,
    CountedNote,
    FileRead,
    FileRows,
    Keeping,
    LoadedTable,
    LoadReport,
    ParquetFile,
    PartedReader,
    Problem,
    RawTable,
    Secret,
    SourceReader,
    problems_at,
)
from cxengine.host.contracts.streams import (
    BATCH_ROWS,
    Batch,
    Cancelled,
    ReadContext,
    Reader,
    SourceCapabilities,
    State,
    Stream,
    StreamingReader,
)

__all__ = [
    "ActionGiven",
    "BATCH_ROWS",
    "Backend",
    "BackendOffer",
    "Batch",
    "Binding",
    "Cancelled",
    "Comparison",
    "CountedNote",
    "CriterionOutcome",
    "Enricher",
    "Enrichment",
    "FIRST_ROWS",
    "Figure",
    "FileRead",
    "FileRows",
    "Finder",
    "FindingKind",
    "FoundInJourney",
    "Function",
    "JourneyGiven",
    "Keeping",
    "Known",
    "LoadReport",
    "LoadedTable",
    "Lowering",
    "Operator",
    "OutcomeWord",
    "Parameter",
    "ParquetFile",
    "PartedReader",
    "PlacedField",
    "PlacedRows",
    "PlacedTable",
    "PlacingBackend",
    "PluginFailure",
    "PluginProblem",
    "Problem",
    "RAW",
    "RawTable",
    "ReadContext",
    "Reader",
    "Renderer",
    "Result",
    "ResultKind",
    "RowValue",
    "RulePack",
    "Scorer",
    "ScorerInput",
    "Secret",
    "SourceCapabilities",
    "SourceReader",
    "State",
    "StepGiven",
    "Stream",
    "StreamingReader",
    "problems_at",
]
