"""The keys of a source plugin: each with its type, every mistake told at once, and no secret repeated."""

from __future__ import annotations

from typing import Any

import pytest

from cxengine.diagnostics import CxError
from cxengine.host.contracts import Binding, Secret
from cxengine.host.options import Options, revealed
from cxengine.source import Span

KNOWN = ("url", "size", "word", "flag", "names", "map", "key", "text")
PLACE = Span("cx.toml", 7, 1, 7, 9)


def options(**given: Any) -> Options:
    return Options(Binding(table="cases", plugin="made", options=given, places={("key",): PLACE}), KNOWN)


def codes(asked: Options) -> list[str]:
    return [diagnostic.code for diagnostic in asked.found]


def test_what_is_given_is_read() -> None:
    asked = options(
        url=" https://a.example/v2/ ", size=3, word="xml", flag=True, names=["a", "b"], map={"a": "b"}, text="t",
        key=Secret("KEY"),
    )  # fmt: skip
    assert asked.address("url", "") == "https://a.example/v2" and asked.number("size", 1, 0, 9) == 3
    assert asked.word("word", ("json", "xml"), "json") == "xml" and asked.flag("flag")
    assert asked.texts("names") == ("a", "b") and asked.mapping("map") == {"a": "b"}
    assert asked.secret("key") == Secret("KEY") and asked.text("text") == "t" and asked.needed("text", "") == "t"
    asked.refuse()


def test_what_is_not_given_has_its_default() -> None:
    asked = options()
    assert asked.number("size", 1, 0, 9) == 1 and asked.word("word", ("json", "xml"), "json") == "json"
    assert not asked.flag("flag") and asked.texts("names") == () and asked.mapping("map") == {}
    assert asked.secret("key") is None and asked.text("text", "d") == "d"
    assert options(names="one").texts("names") == ("one",)
    asked.refuse()


@pytest.mark.parametrize("url", [
    "example.org", "ftp://a.example", "https://", "https://user:canary@a.example", "http://a.example", "https://a:b/c",
])  # fmt: skip
def test_addresses_that_are_refused(url: str) -> None:
    asked = options(url=url)
    assert asked.address("url", "Write one.") == "" and codes(asked) == ["wrong-value"]
    assert "canary" not in str([d.to_dict() for d in asked.found])


def test_an_address_on_this_machine_need_not_be_encrypted() -> None:
    assert options(url="http://127.0.0.1:8080").address("url", "") == "http://127.0.0.1:8080"


def test_every_mistake_is_told_at_once() -> None:
    asked = options(size=True, word="yml", flag="yes", names=[1], map={"a": 1}, text=3, sise=3, key="canary")
    asked.number("size", 1, 0, 9)
    asked.word("word", ("json", "yaml"), "json")
    asked.flag("flag")
    asked.texts("names")
    asked.mapping("map")
    asked.text("text")
    asked.address("url", "Write one.")
    assert asked.secret("key") is None
    with pytest.raises(CxError) as caught:
        asked.refuse()
    said = str([diagnostic.to_dict() for diagnostic in caught.value.diagnostics])
    assert caught.value.exit_code == 2 and len(caught.value.diagnostics) == 9
    assert sorted(set(codes(asked))) == ["missing-key", "unknown-key", "wrong-value"]
    assert "Did you mean `size`?" in said and "Did you mean `yaml`?" in said and "canary" not in said


def test_secrets_are_looked_up_together() -> None:
    asked = options(key=Secret("KEY"))
    given = [("key", Secret("KEY")), ("other", None)]
    assert revealed(given, asked.binding, {"KEY": " s \n"}) == {"key": "s"}
    with pytest.raises(CxError) as caught:
        revealed([*given, ("url", Secret("URL"))], asked.binding, {"KEY": " "})
    assert caught.value.exit_code == 3
    assert [d.code for d in caught.value.diagnostics] == ["secret-missing", "secret-missing"]
    assert caught.value.diagnostics[0].span == PLACE and "`KEY`" in caught.value.diagnostics[0].message
