"""A program by somebody who has never seen Kapok. It imports paho and json, reads the AsyncAPI document and an
identity, takes a number as a kiosk, and follows the board until that number is called.

Run: stranger.py DOCUMENT IDENTITY HALL
"""

import json
import queue
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

DOCUMENT, IDENTITY = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
HALL = sys.argv[3]
arrived: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
connected: queue.Queue[bool] = queue.Queue()


def at(reference: str) -> Any:
    here = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        here = here[step]
    return here


def operation(message: str) -> Any:
    return next(one for one in DOCUMENT["operations"].values() if one["channel"]["$ref"].endswith("/" + message))


def address(channel: Any, **names: str) -> str:
    return str(at(channel["$ref"])["address"].format_map({"hall": HALL, "station": IDENTITY["user"], **names}))


def connect() -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set(IDENTITY["user"], IDENTITY["password"])
    client.on_connect = lambda *given: connected.put(not given[3].is_failure)
    client.on_message = lambda _client, _data, message: arrived.put(message)
    client.connect(IDENTITY["host"], IDENTITY["port"])
    client.loop_start()
    assert connected.get(timeout=30), "the broker refused the identity"
    return client


def wish_for(service: str) -> dict[str, str]:
    """The request as its schema has it."""
    schema = at(at("#/components/messages/issue-ticket")["payload"]["$ref"])
    wish = {
        "kind": schema["properties"]["kind"]["enum"][0],
        "request": str(uuid.uuid4()),
        "deadline": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5)),
        "service": service,
        "token": uuid.uuid4().hex[:20],
    }
    assert set(schema["required"]) <= set(wish) <= set(schema["properties"])
    return wish


def take_number(client: mqtt.Client) -> str:
    """The label of a new ticket."""
    asking = operation("issue-ticket")
    reply, wish = address(asking["reply"]["channel"]), wish_for("general")
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.ResponseTopic, properties.CorrelationData = reply, wish["request"].encode()
    client.subscribe(reply, options=SubscribeOptions(qos=1))
    qos = asking["bindings"]["mqtt"]["qos"]
    client.publish(address(asking["channel"]), json.dumps(wish), qos, properties=properties)
    while (message := arrived.get(timeout=30)).topic != reply:
        pass
    answer = json.loads(message.payload)
    assert answer["request"].encode() == getattr(message.properties, "CorrelationData", b"")
    return str(answer["view"]["label"])


def await_call(label: str) -> int:
    """The number of the window that calls this ticket."""
    while True:
        board = json.loads(arrived.get(timeout=30).payload)
        for row in board["calls"]:
            if row["label"] == label:
                return int(row["counter"])


def main() -> None:
    client = connect()
    label = take_number(client)
    print("issued", label, flush=True)
    boards = operation("board")
    assert boards["action"] == "receive"
    client.subscribe(address(boards["channel"], zone="+"), options=SubscribeOptions(qos=1))
    print("called to", await_call(label), flush=True)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
