"""What the plugins of a host add to the language."""

from __future__ import annotations

from cxengine.host.plugin_host import Host
from cxengine.lang.vocabulary import VOCABULARY, PluginFunction, PluginScorer, Vocabulary


def vocabulary_of(host: Host | None) -> Vocabulary:
    """The words of a host's plugins, and which plugins' words are not known because they were left out."""
    if host is None:
        return VOCABULARY
    functions = {
        name: PluginFunction(
            name=name, kind=offer.kind, parameters=offer.parameters, result=offer.result, doc=offer.doc,
            usage=offer.usage, lower=offer.lower,
        )
        for name, offer in host.functions.items()
    }  # fmt: skip
    scorers = {
        name: PluginScorer(
            name=name, gives=offer.gives, low=offer.low, high=offer.high, monotone=offer.monotone, doc=offer.doc,
            plugin=host.provider("scorers", name) or "", score=offer.score,
        )
        for name, offer in host.scorers.items()
    }  # fmt: skip
    kinds = sorted({kind for finder in host.finders.values() for kind in finder.kinds})
    left_out = tuple(problem.message for problem in host.problems)
    return Vocabulary(functions=functions, scorers=scorers, finding_kinds=tuple(kinds), left_out=left_out)
