"""A client that knows nothing of Kapok: paho and bytes. It says what it likes and notes what arrives."""

from __future__ import annotations

import queue
import ssl
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from lobby.identity import Identity

PATIENCE_S = 30.0


class PlainClient:
    """Connected while in its `with`. `refused` holds the broker's reason if it would not have it."""

    def __init__(self, host: str, port: int, user: str = "", password: str = "", ca: str = "") -> None:
        self._address = (host, port)
        self.arrived: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self.outcomes: dict[int, bool] = {}
        self.refused = ""
        self._connected: queue.SimpleQueue[ReasonCode] = queue.SimpleQueue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, uuid.uuid4().hex, protocol=mqtt.MQTTv5)
        if user:
            self._client.username_pw_set(user, password)
        if ca:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(cadata=ca)
            self._client.tls_set_context(context)
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._connected.put(reason)
        self._client.on_message = lambda _c, _u, message: self.arrived.put((message.topic, bytes(message.payload)))
        self._subscribed: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._client.on_subscribe = lambda *_: self._subscribed.put(None)
        self._client.on_publish = self._published

    @classmethod
    def of(cls, identity: Identity) -> PlainClient:
        return cls(identity.host, identity.port, identity.user, identity.password, identity.ca)

    def __enter__(self) -> PlainClient:
        self._client.connect(*self._address)
        self._client.loop_start()
        reason = self._connected.get(timeout=PATIENCE_S)
        self.refused = str(reason) if reason.is_failure else ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _published(self, _c: object, _u: object, mid: int, reason: ReasonCode, _p: object) -> None:
        self.outcomes[mid] = not reason.is_failure

    def subscribe(self, *topics: str) -> None:
        """Returns when the broker has answered."""
        self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in topics])
        self._subscribed.get(timeout=PATIENCE_S)

    def say(self, topic: str, payload: bytes, *, retain: bool = False, properties: Any = None) -> int:
        """The message's id; its outcome follows."""
        return self._client.publish(topic, payload, 1, retain, properties).mid

    def until(self, last: bytes) -> list[tuple[str, bytes]]:
        """All that arrived up to the payload `last`."""
        found: list[tuple[str, bytes]] = []
        while not found or found[-1][1] != last:
            found.append(self.arrived.get(timeout=PATIENCE_S))
        return found

    def settled(self, *mids: int) -> dict[int, bool]:
        """Whether the broker took each of these messages."""
        wait(lambda: all(mid in self.outcomes for mid in mids))
        return {mid: self.outcomes[mid] for mid in mids}


def wait(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < until:
        time.sleep(0.002)
    assert true()
