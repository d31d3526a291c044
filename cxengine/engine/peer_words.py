"""A figure beside its peers, as the lines of an explanation."""

from __future__ import annotations

from cxengine.engine.figures import amount_words
from cxengine.engine.said.peers import ModelPeersSaid, PeersSaid
from cxengine.engine.said.words import Number

_DECIMALS = 2
"""Of scores and levels."""
_WHERE = {"above": "this is above", "within": "this is within it", "below": "this is below"}


def model_peers_words(peers: ModelPeersSaid | None) -> tuple[str, ...]:
    """Of a level and of a score; one line where neither can be said."""
    if peers is None:
        return ()
    told = [(what, each) for what, each in (("level", peers.level), ("score", peers.score)) if each is not None]
    if told and all(each.unknown is not None for _, each in told):
        return peers_words(told[0][1], "")
    return tuple(f"{what}: {line}" for what, each in told for line in peers_words(each, ""))


def peers_words(peers: PeersSaid | None, unit: str) -> tuple[str, ...]:
    """``of 9 peers the middle half is from 62.1% to 74.4%, median 69.7%; this is above``."""
    if peers is None:
        return ()
    if peers.unknown is not None:
        return (f"beside its peers: {peers.unknown}",)
    lower, median, upper = (_amount(value, unit) for value in (peers.lower, peers.median, peers.upper))
    where = f"; {_WHERE[peers.position]}" if peers.position is not None else ""
    half = f"from {lower} to {upper}, median {median}" if lower != upper else f"at {median}"
    return (f"of {peers.peers} peers the middle half is {half}{where}",)


def _amount(value: Number | None, unit: str) -> str:
    assert value is not None
    return amount_words(value, unit) if unit else f"{round(value, _DECIMALS):,}"
