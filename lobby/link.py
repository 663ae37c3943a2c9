"""The only door to MQTT: publish, on, ask. Typed messages in and out, the newest only, and never a stale send.

Everything the link calls (handlers, answers, ups and downs) runs on the link's own thread and must only enqueue.
"""

from __future__ import annotations

import itertools
import logging
import queue
import random
import socket
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from lobby.contract import catalogue
from lobby.contract.message import Answer, Manner, Message, Request
from lobby.contract.stations import StationPresence
from lobby.identity import Identity as Identity
from lobby.identity import NoIdentity as NoIdentity
from lobby.identity import identity_file as identity_file
from lobby.identity import read_identity as read_identity
from lobby.routes import Awaited, Delivery, Malformed, Routes, Subscription, last_level
from lobby.routes import Received as Received

log = logging.getLogger(__name__)

KEEPALIVE_S = 5
OVERDUE_S = 2 * KEEPALIVE_S
"""A connection on which the broker owes an acknowledgement this long has lost it for good: it is dropped, because each
such message keeps one of the few places for messages on their way (and pings alone keep the connection up)."""
CONNECT_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 2.0
TURN_S = 0.5
STEADY_S = 5.0
"""A connection that lasted this long is followed by the first pause again; shorter ones by growing pauses, so that two
programs of one identity, which end each other's connections, don't chase each other hotly."""
STOP_S = 1.0
MessageT = TypeVar("MessageT", bound=Message)
RequestT = TypeVar("RequestT", bound=Request)


class LinkDown(Exception):
    """Nothing was sent: there is no connection to the broker now."""


class NoAnswerInTime(Exception):
    """The request went out and no answer came within the time given; whether it was carried out is not known."""


class Sending:
    """A message on its way."""

    def __init__(self, info: mqtt.MQTTMessageInfo) -> None:
        self._info = info

    @property
    def acknowledged(self) -> bool:
        """Whether the broker has it."""
        return self._info.rc == mqtt.MQTT_ERR_SUCCESS and self._info.is_published()


class Link:
    """One identity's connection to the broker, from `start` to `stop`, reconnecting for ever.

    A station's link tells its birth, leaves its will, and has a new `boot` each time it is made. Each connection is a
    new client, so nothing that was under way in the last one is sent again behind newer states.
    """

    def __init__(self, identity: Identity, hall: str, *, version: str = "") -> None:
        """Raises Unsafe if the identity asks for plain text to another machine."""
        self.identity, self.hall, self.station = identity, hall, identity.user
        self.boot = uuid.uuid4().hex
        self.failures = 0
        """Handlers that raised: a defect of Kapok, logged with its traceback."""
        self._version = version
        self._tls = identity.tls()
        self._sequence = itertools.count(1)
        self._malformed = Malformed()
        self._routes = Routes(self._malformed)
        self._awaited = Awaited(self._malformed)
        self._told: list[Callable[[bool], None]] = []
        self._owed: deque[tuple[Sending, float]] = deque()
        """What the broker has not acknowledged yet, oldest first, with the time it was sent."""
        self._client: mqtt.Client | None = None
        self._changing = threading.Lock()
        self._leaving = False
        self._stopping = threading.Event()
        self._up_once = threading.Event()
        self._reason = ""
        self._complained = False
        self._thread = threading.Thread(target=self._run, name=f"link {self.station}", daemon=True)

    # What owners call, from any thread.

    @property
    def up(self) -> bool:
        return self._client is not None

    @property
    def malformed(self) -> Counter[str]:
        """Payloads dropped because they were not what their topic promises, by speaker."""
        return self._malformed.by_speaker

    def start(self) -> None:
        """Connect, and keep trying; returns at once."""
        self._thread.start()

    def wait_up(self, timeout: float) -> bool:
        """Wait until the link was up once and may hear what it asked for, at most `timeout` seconds; whether it was."""
        return self._up_once.wait(timeout)

    def stop(self) -> None:
        """Say goodbye (a station's death), disconnect, end the thread."""
        self._leaving = True
        if client := self._client:
            self._say_presence(client, online=False, sequence=self.next_sequence())
            client.disconnect()
        self._stopping.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(STOP_S + CONNECT_S)

    def next_sequence(self) -> int:
        """The next sequence of this boot, for a station's own states."""
        return next(self._sequence)

    def on_change(self, handler: Callable[[bool], None]) -> None:
        """`handler(True)` at each connection, after the birth: the moment to publish one's full state again;
        `handler(False)` when it is lost."""
        self._told.append(handler)

    def on(
        self, kind: type[MessageT], handler: Callable[[Received[MessageT]], None], **names: str
    ) -> Callable[[], None]:
        """Hand every message of a kind to `handler`; topic names not given mean any. Returns the function that ends it.

        States pass only if newer than the last one of this connection, events once an id.
        """
        subscription = Subscription(kind, catalogue.filter_of(kind, self.hall, **names), handler)
        with self._changing:
            self._routes.add(subscription)
            if client := self._client:
                client.subscribe(subscription.filter, qos=kind.qos)
        return lambda: self._end(subscription)

    def publish(self, message: Message, **names: str) -> Sending:
        """Send a message now; a station's own name need not be given. Raises LinkDown, and then nothing is sent."""
        kind = type(message)
        if kind.topic.split("/")[1] == "{station}":
            names.setdefault("station", self.station)
        return self._send(catalogue.topic_of(kind, self.hall, **names), message, None)

    def ask(self, request: Request, then: Callable[[Answer], None]) -> Callable[[], None]:
        """Send a request; `then` gets its answer, a `Refused` included, at most once. Raises LinkDown.

        Returns the function that ends the waiting: how long to wait is the owner's decision, a later answer is dropped.
        """
        properties = _properties(request.request.encode())
        properties.ResponseTopic = self._answer_topic(self.station, last_level(type(request)))
        end = self._awaited.add(request, then)
        try:
            self._send(catalogue.topic_of(type(request), self.hall, station=self.station), request, properties)
        except LinkDown:
            end()
            raise
        return end

    def ask_and_wait(self, request: Request, timeout: float) -> Answer:
        """Ask, and wait for the answer. Raises LinkDown, NoAnswerInTime. For programs with a thread to spare."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        end = self.ask(request, answers.put)
        try:
            return answers.get(timeout=timeout)
        except queue.Empty:
            raise NoAnswerInTime(type(request).__name__) from None
        finally:
            end()

    def answer(self, request: Received[RequestT], answer: Answer) -> None:
        """The server's answer to a request, to the station of the request's topic and nobody else. Raises LinkDown."""
        properties = _properties(request.correlation or request.message.request.encode())
        self._send(self._answer_topic(request.speaker, last_level(type(request.message))), answer, properties)

    # Sending.

    def _answer_topic(self, station: str, name: str) -> str:
        return catalogue.topic_of(Answer, self.hall, station=station, name=name)

    def _send(self, topic: str, message: Message, properties: Properties | None) -> Sending:
        if (client := self._client) is None:
            raise LinkDown
        retain = message.manner is Manner.STATE
        info = client.publish(topic, catalogue.encode(message), message.qos, retain, properties)
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            raise LinkDown
        sending = Sending(info)
        if message.qos:
            self._owed.append((sending, time.monotonic()))
        return sending

    def _is_overdue(self) -> bool:
        """Whether the broker owes an acknowledgement for too long. Called on the link's thread each turn."""
        while self._owed and self._owed[0][0].acknowledged:
            self._owed.popleft()
        return bool(self._owed) and time.monotonic() - self._owed[0][1] > OVERDUE_S

    def _end(self, subscription: Subscription) -> None:
        with self._changing:
            if self._routes.remove(subscription) and (client := self._client):
                client.unsubscribe(subscription.filter)

    @property
    def _is_station(self) -> bool:
        """The server and observers have no birth: the server's heartbeat is its life."""
        return self.identity.role in StationPresence.roles

    def _presence(self, *, online: bool, sequence: int) -> tuple[str, bytes]:
        topic = catalogue.topic_of(StationPresence, self.hall, station=self.station)
        presence = StationPresence(
            boot=self.boot, sequence=sequence, online=online, role=self.identity.role, version=self._version
        )
        return topic, catalogue.encode(presence)

    def _say_presence(self, client: mqtt.Client, *, online: bool, sequence: int) -> None:
        if self._is_station:
            client.publish(*self._presence(online=online, sequence=sequence), qos=1, retain=True)

    # The link's own thread.

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            if self._live_once() and time.monotonic() - began >= STEADY_S:
                pause = FIRST_PAUSE_S
            self._stopping.wait(pause * random.uniform(0.7, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _live_once(self) -> bool:
        """One connection from its beginning to its end; whether it was up."""
        self._reason = ""
        client = self._new_client()
        self._owed.clear()
        try:
            client.connect(self.identity.host, self.identity.port, KEEPALIVE_S, clean_start=True)
            while client.loop(TURN_S) == mqtt.MQTT_ERR_SUCCESS:
                if self._stopping.is_set() and not client.want_write():
                    break
                if self._is_overdue():
                    self._reason = "the broker owes an acknowledgement"
                    self._owed.clear()
                    client.disconnect()
        except (OSError, ValueError) as error:
            self._reason = self._reason or str(error)
        except Exception:
            self.failures += 1
            log.exception("the link of %s failed and starts anew", self.station)
        return self._ended()

    def _ended(self) -> bool:
        was_up, self._client = self.up, None
        if not self._leaving and not self._complained:
            self._complained = True
            address = f"{self.identity.host}:{self.identity.port}"
            log.warning("%s has no broker at %s: %s", self.station, address, self._reason or "connection lost")
        if was_up:
            self._tell(up=False)
        return was_up

    def _new_client(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{self.hall}/{self.station}",
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_S
        client.username_pw_set(self.identity.user, self.identity.password)
        if self._tls:
            client.tls_set_context(self._tls)
        sequence = self.next_sequence()
        if self._is_station:
            client.will_set(*self._presence(online=False, sequence=sequence), qos=1, retain=True)
        client.user_data_set(sequence)
        client.on_socket_open = _no_delay
        client.on_socket_register_write = _leave_writing_to_the_loop
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_publish = self._acknowledged
        client.on_message = self._arrived
        return client

    def _connected(
        self, client: mqtt.Client, sequence: int, _flags: mqtt.ConnectFlags, reason: ReasonCode, _more: object
    ) -> None:
        if reason.is_failure:
            self._reason = f"refused: {reason}"
        else:
            self._guard(lambda: self._begin(client, sequence))

    def _begin(self, client: mqtt.Client, sequence: int) -> None:
        """Subscribe first, so that whatever is asked from now on can be answered; then tell the birth and the owners.

        The birth carries the sequence of this connection's will (`ordering.Newest`)."""
        with self._changing:
            self._routes.connected()
            filters = self._routes.filters()
            if self._is_station:
                filters[catalogue.filter_of(Answer, self.hall, station=self.station)] = Answer.qos
            if filters:
                client.subscribe([(name, SubscribeOptions(qos=qos)) for name, qos in filters.items()])
            self._say_presence(client, online=True, sequence=sequence)
            self._client = client
        if not filters:
            self._up_once.set()
        if self._complained:
            self._complained = False
            log.info("%s has its broker again", self.station)
        self._tell(up=True)

    def _disconnected(
        self, _client: mqtt.Client, _sequence: int, _flags: mqtt.DisconnectFlags, reason: ReasonCode, _more: object
    ) -> None:
        self._reason = self._reason or str(reason)

    def _subscribed(
        self, _client: mqtt.Client, _sequence: int, _mid: int, reasons: Sequence[ReasonCode], _more: object
    ) -> None:
        for reason in reasons:
            if reason.is_failure:
                log.error("%s may not subscribe: %s", self.station, reason)
        self._up_once.set()

    def _acknowledged(self, _client: mqtt.Client, _sequence: int, _mid: int, reason: ReasonCode, _more: object) -> None:
        if reason.is_failure:
            log.error("the broker refused a message of %s: %s", self.station, reason)

    def _arrived(self, _client: mqtt.Client, _sequence: int, message: mqtt.MQTTMessage) -> None:
        received = time.monotonic()
        self._guard(lambda: self._dispatch(_delivery(message, received)))

    def _dispatch(self, delivery: Delivery) -> None:
        if delivery.topic.split("/")[3] == Manner.ANSWER:
            self._awaited.take(delivery)
        elif read := self._routes.read(delivery):
            received, wanting = read
            for subscription in wanting:
                self._guard(lambda one=subscription: one.take(received))  # type: ignore[misc]  # binds the loop's value

    def _tell(self, *, up: bool) -> None:
        for handler in self._told:
            self._guard(lambda one=handler: one(up))  # type: ignore[misc]  # binds the loop's value

    def _guard(self, work: Callable[[], None]) -> None:
        """An exception in a callback would end the thread while the client still calls itself connected."""
        try:
            work()
        except Exception:
            self.failures += 1
            log.exception("a handler of the link of %s failed", self.station)


def _properties(correlation: bytes) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.CorrelationData = correlation
    return properties


def _delivery(message: mqtt.MQTTMessage, received: float) -> Delivery:
    return Delivery(
        topic=message.topic,
        payload=bytes(message.payload),
        retained=bool(message.retain),
        correlation=bytes(getattr(message.properties, "CorrelationData", b"")),
        received=received,
    )


def _no_delay(_client: mqtt.Client, _userdata: object, sock: Any) -> None:
    """A QoS 1 round trip is 0.7 ms with it and 88 ms without."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _leave_writing_to_the_loop(_client: mqtt.Client, _userdata: object, _sock: Any) -> None:
    """With this set, paho never writes to the socket from the publisher's thread, so packets can't interleave."""
