"""The contract as others read it: each message declared soundly, one table, one AsyncAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.site import Role
from lobby.__main__ import main
from lobby.contract.asyncapi import document
from lobby.contract.catalogue import MESSAGES, filter_of, of_topic, topic_of
from lobby.contract.message import Answer, Manner, Message, Request
from lobby.contract.table import table, tag_of

README = Path(__file__).parents[2] / "lobby" / "README.md"
NAMES = dict.fromkeys(("station", "zone", "service", "counter", "device", "name"), "x")


@pytest.mark.parametrize("kind", MESSAGES, ids=tag_of)
def test_a_message_is_declared_whole(kind: type[Message]) -> None:
    manner, speaker, *_ = kind.topic.split("/")
    assert manner == kind.manner
    assert kind.qos == 1
    assert kind.roles
    assert (speaker == "server") == (kind.roles == {Role.SERVER} and kind.manner is not Manner.ANSWER)


@pytest.mark.parametrize("kind", [kind for kind in MESSAGES if not issubclass(kind, Answer)], ids=tag_of)
def test_a_topic_leads_back_to_its_message(kind: type[Message]) -> None:
    found = of_topic("small", topic_of(kind, "small", **NAMES))
    assert found is not None
    assert found[0] is kind
    assert of_topic("other", topic_of(kind, "small", **NAMES)) is None
    assert filter_of(kind, "small").replace("+", "x") == topic_of(kind, "small", **NAMES)


def test_no_two_messages_share_a_word_or_a_topic() -> None:
    assert len({tag_of(kind) for kind in MESSAGES}) == len(MESSAGES)
    topics = [kind.topic for kind in MESSAGES if not issubclass(kind, Answer)]
    assert len(set(topics)) == len(topics)


@pytest.mark.parametrize("level", ["", "a/b", "+", "#", "x" * 65, "é"])
def test_a_name_that_is_no_topic_level_is_refused(level: str) -> None:
    with pytest.raises(ValueError, match="topic level"):
        topic_of(MESSAGES[0], "small", **dict.fromkeys(NAMES, level))


def test_the_readme_holds_the_table_as_the_code_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract"]) == 0
    assert capsys.readouterr().out.strip() == table()
    between = README.read_text("utf-8").partition("<!-- contract -->\n")[2].partition("\n<!-- end -->")[0]
    assert between == table()


def test_the_asyncapi_document_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "--format", "asyncapi"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["asyncapi"] == "3.0.0"
    assert [reference for reference in references(found) if not resolves(found, reference)] == []
    for channel in found["channels"].values():
        assert set(re.findall(r"{(\w+)}", channel["address"])) == set(channel["parameters"])
    assert {operation["action"] for operation in found["operations"].values()} == {"send", "receive"}


def test_each_request_names_its_reply_channel_and_its_correlation() -> None:
    found = document("1")
    for kind in MESSAGES:
        if not issubclass(kind, Request):
            continue
        message = found["components"]["messages"][tag_of(kind)]
        operation = next(
            one for one in found["operations"].values() if one["channel"]["$ref"].endswith(f"/{tag_of(kind)}")
        )
        reply = found["channels"][operation["reply"]["channel"]["$ref"].rsplit("/", 1)[1]]
        assert message["bindings"]["mqtt"]["responseTopic"] == reply["address"]
        assert message["correlationId"]["location"] == "$message.payload#/request"
        assert set(reply["messages"]) == {tag_of(kind.answer), "refused"}


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(reference)}:
            yield reference
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def resolves(whole: Any, reference: str) -> bool:
    here = whole
    for step in reference.removeprefix("#/").split("/"):
        if step not in here:
            return False
        here = here[step]
    return True
