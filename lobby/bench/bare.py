"""The least that speaks MQTT 5: one socket, QoS 1, no thread, so that sixty screens leave the machine to the server.

A hall's screens are machines of their own; in a bench they share two cores with what is measured: with sixty links
the bare fan-out alone took 39 ms, with sixty of these 7 ms. Packets as in MQTT 5.0, chapter 3; for benches only.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

from lobby.identity import Identity

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
RETAIN, QOS1 = 0x01, 0x02
USER_PASSWORD_CLEAN = 0xC2
CHUNK = 65_536


class NotTaken(Exception):
    """The broker did not let the client in, or ended the connection."""


class BareClient:
    """One identity on loopback, connected when made, until `close`."""

    def __init__(self, identity: Identity) -> None:
        """Raises NotTaken."""
        self._socket = socket.create_connection((identity.host, identity.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""
        self._id = 0
        self._socket.sendall(_connect(identity))
        try:
            self._await(CONNACK, at=1)
        except NotTaken:
            self.close()
            raise

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def subscribe(self, *filters: str) -> None:
        """At QoS 1; returns when the broker has them."""
        wanted = b"".join(_text(one) + b"\x01" for one in filters)
        self._socket.sendall(_packet(SUBSCRIBE, self._next_id() + b"\0" + wanted))
        self._await(SUBACK, at=3)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        kind = PUBLISH | QOS1 | (RETAIN if retain else 0)
        self._socket.sendall(_packet(kind, _text(topic) + self._next_id() + b"\0" + payload))

    def take(self) -> Iterator[tuple[str, bytes]]:
        """What has come, as topic and payload, each acknowledged; blocks until something has. Raises NotTaken."""
        for kind, body in self._packets():
            if kind & 0xF0 == PUBLISH:
                yield self._accept(kind, body)

    def _next_id(self) -> bytes:
        self._id = self._id % 65_535 + 1
        return struct.pack(">H", self._id)

    def _await(self, wanted: int, *, at: int) -> None:
        """The broker's consent; its reason code stands at `at`, 0x80 and above is a refusal."""
        for kind, body in self._packets():
            if kind == wanted and body[at] < 0x80:
                return
        raise NotTaken

    def _accept(self, kind: int, body: bytes) -> tuple[str, bytes]:
        end = 2 + struct.unpack_from(">H", body)[0]
        topic = body[2:end].decode()
        if kind & QOS1:
            self._socket.sendall(_packet(PUBACK, body[end : end + 2]))
            end += 2
        length, end = _number(body, end)
        return topic, body[end + length :]

    def _packets(self) -> Iterator[tuple[int, bytes]]:
        """Whole packets of one reading; what is cut off waits for the next."""
        if not (read := self._socket.recv(CHUNK)):
            raise NotTaken
        data, at = self._left + read, 0
        while at + 1 < len(data):
            try:
                length, begin = _number(data, at + 1)
            except IndexError:
                break
            if begin + length > len(data):
                break
            kind, body, at = data[at], data[begin : begin + length], begin + length
            yield kind, body
        self._left = data[at:]


def _connect(identity: Identity) -> bytes:
    names = _text(identity.user) + _text(identity.user) + _text(identity.password)
    return _packet(CONNECT, _text("MQTT") + bytes((5, USER_PASSWORD_CLEAN)) + b"\0\0" + b"\0" + names)


def _packet(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + _length(len(body)) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def _length(number: int) -> bytes:
    """A variable byte integer: seven bits a byte, the lowest first."""
    digits = bytearray()
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*digits, number))


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A variable byte integer and where it ends. Raises IndexError if it is cut off."""
    number, shift = 0, 0
    while True:
        byte = data[at]
        number, shift, at = number | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            return number, at
