"""The contract as an AsyncAPI 3 document, so that a stranger's program can be a station with nothing but MQTT and JSON.

Seen from a station: `send` is what a station may say, `receive` what it may hear; `x-roles` says which. A reply comes
on a fixed channel of the asking station, with the correlation data of the request, which is its id.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from lobby.contract.catalogue import MESSAGES, answers_to
from lobby.contract.message import ROOT, Answer, Manner, Message, Request
from lobby.contract.table import retained, tag_of

BINDING = "0.2.0"
_PARAMETERS = {
    "hall": "The hall's id in its site file.",
    "station": "The identity of a station; the broker lets it speak under no other.",
    "zone": "A zone of the site file.",
    "service": "A service of the site file.",
    "counter": "A counter of the site file.",
    "device": "A device of the station.",
}
_HEARD = (Manner.EVENT, Manner.STATE)

Json = dict[str, Any]
"""A piece of the document; it ends as JSON text and passes no door."""


def document(version: str) -> Json:
    """The whole document; `version` is Kapok's."""
    requests = [kind for kind in MESSAGES if issubclass(kind, Request)]
    spoken = [kind for kind in MESSAGES if not issubclass(kind, Answer | Request)]
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Kapok: the lobby of a service hall", "version": version, "description": __doc__},
        "defaultContentType": "application/json",
        "channels": {
            **{tag_of(kind): _channel(kind.topic, [kind]) for kind in [*spoken, *requests]},
            **{_reply_name(kind): _channel(_reply_topic(kind), list(answers_to(kind))) for kind in requests},
        },
        "operations": {
            **{_operation_name(kind): _operation(kind) for kind in spoken},
            **{_operation_name(kind): _asking(kind) for kind in requests},
        },
        "components": {"messages": {tag_of(kind): _message(kind) for kind in MESSAGES}, "schemas": schemas},
    }


def _channel(topic: str, kinds: list[type[Message]]) -> Json:
    address = f"{ROOT}/{{hall}}/{topic}"
    names = re.findall(r"{(\w+)}", address)
    return {
        "address": address,
        "messages": {tag_of(kind): {"$ref": f"#/components/messages/{tag_of(kind)}"} for kind in kinds},
        "parameters": {name: {"description": _PARAMETERS[name]} for name in names},
    }


def _operation(kind: type[Message]) -> Json:
    """What a station says is `send`; what the server says it hears."""
    heard = kind.manner in _HEARD and kind.topic.split("/")[1] == "server"
    return {
        "action": "receive" if heard or kind.manner is Manner.COMMAND else "send",
        "summary": _summary(kind),
        "channel": {"$ref": f"#/channels/{tag_of(kind)}"},
        "messages": [{"$ref": f"#/channels/{tag_of(kind)}/messages/{tag_of(kind)}"}],
        "bindings": {"mqtt": {"qos": kind.qos, "retain": retained(kind), "bindingVersion": BINDING}},
        "x-roles": sorted(kind.roles),
    }


def _asking(kind: type[Request]) -> Json:
    reply = _reply_name(kind)
    return _operation(kind) | {
        "reply": {
            "channel": {"$ref": f"#/channels/{reply}"},
            "messages": [{"$ref": f"#/channels/{reply}/messages/{tag_of(one)}"} for one in answers_to(kind)],
        }
    }


def _message(kind: type[Message]) -> Json:
    message: Json = {
        "name": tag_of(kind),
        "title": kind.__name__,
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }
    if issubclass(kind, Request):
        message["bindings"] = {"mqtt": _asking_binding(kind)}
    if issubclass(kind, Request | Answer):
        message["correlationId"] = {"location": "$message.payload#/request"}
    return message


def _asking_binding(kind: type[Request]) -> Json:
    return {
        "responseTopic": f"{ROOT}/{{hall}}/{_reply_topic(kind)}",
        "correlationData": {"type": "string", "description": "The id in `request`, as bytes; the answer carries it."},
        "bindingVersion": BINDING,
    }


def _reply_topic(kind: type[Request]) -> str:
    return Answer.topic.replace("{name}", kind.topic.rsplit("/", 1)[1])


def _reply_name(kind: type[Request]) -> str:
    return f"{tag_of(kind)}-answer"


def _operation_name(kind: type[Message]) -> str:
    """`issue-ticket` → `issueTicket`."""
    first, *rest = tag_of(kind).split("-")
    return first + "".join(word.capitalize() for word in rest)


def _summary(kind: type[Message]) -> str:
    return " ".join((kind.__doc__ or kind.__name__).split("\n\n")[0].split())
