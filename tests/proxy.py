"""A TCP fault proxy that knows MQTT's packets: it delays, drops, repeats and holds back what passes, on order.

It stands between a client and the real broker, in a thread of its own. A direction is seen from the client: `UP` to
the broker, `DOWN` from it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import suppress
from enum import Enum, auto
from types import TracebackType

PUBLISH, DUP = 3, 0x08


class Way(Enum):
    UP = auto()
    DOWN = auto()


Match = Callable[[str, bytes], bool]
"""Of a PUBLISH: its topic and everything after it."""


class Proxy:
    """`with Proxy(port) as proxy:` clients connect to `proxy.port`. Orders may be given at any time from any thread."""

    def __init__(self, broker_port: int) -> None:
        self._broker_port = broker_port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault proxy", daemon=True)
        self._connections: set[_Connection] = set()
        self._held: list[tuple[_Connection, Way, bytes]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.lost: set[Way] = set()
        """Ways whose packets vanish. Clear to heal; a connection that lost packets goes on with whole packets."""
        self.refusing = False
        """New connections are closed at once."""
        self.delay = 0.0
        """Seconds each packet waits."""
        self.repeat = 0
        """How often each PUBLISH is sent again, with DUP set."""
        self.hold: Match | None = None
        """PUBLISH packets to keep back until `release`, those after them pass."""
        self.holding = threading.Event()
        self.port = 0

    def __enter__(self) -> Proxy:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._accept, "127.0.0.1", 0)).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._close()).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def release(self) -> None:
        """Let what was held back go, in its order."""
        self.hold = None
        self._do(self._release()).result(5)

    def break_connections(self) -> None:
        """Close both sides of every connection, like a broker that died."""
        self._do(self._break(client=True, broker=True)).result(5)

    def half_open(self) -> None:
        """The clients lose their connections; the broker still believes in them."""
        self._do(self._break(client=True, broker=False)).result(5)

    def _do(self, work: object) -> Future:  # type: ignore[type-arg]  # whatever the coroutine gives
        return asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.close()
            return
        try:
            broker = await asyncio.open_connection("127.0.0.1", self._broker_port)
        except OSError:
            writer.close()
            return
        connection = _Connection({Way.UP: broker[1], Way.DOWN: writer})
        self._connections.add(connection)
        for way, source in ((Way.UP, reader), (Way.DOWN, broker[0])):
            task = self._loop.create_task(self._carry(connection, way, source))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, connection: _Connection, way: Way, source: asyncio.StreamReader) -> None:
        async for packet in packets(source):
            if way in self.lost:
                continue
            if self.delay:
                await asyncio.sleep(self.delay)
            if self._is_held(packet):
                self._held.append((connection, way, packet))
                self.holding.set()
                continue
            connection.send(way, packet)
            if packet[0] >> 4 == PUBLISH:
                for _ in range(self.repeat):
                    connection.send(way, bytes([packet[0] | DUP]) + packet[1:])
        if not connection.half:
            connection.close(Way.UP, Way.DOWN)

    def _is_held(self, packet: bytes) -> bool:
        if self.hold is None or packet[0] >> 4 != PUBLISH:
            return False
        return self.hold(*topic_and_rest(packet))

    async def _release(self) -> None:
        held, self._held = self._held, []
        self.holding.clear()
        for connection, way, packet in held:
            connection.send(way, packet)

    async def _break(self, *, client: bool, broker: bool) -> None:
        for connection in tuple(self._connections):
            connection.half = not broker
            connection.close(*([Way.DOWN] if client else []), *([Way.UP] if broker else []))

    async def _close(self) -> None:
        self._server.close()
        await self._break(client=True, broker=True)
        for task in tuple(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._server.wait_closed()


class _Connection:
    """The two sockets of one client, by the way that ends in them."""

    def __init__(self, to: dict[Way, asyncio.StreamWriter]) -> None:
        self._to = to
        self.half = False

    def send(self, way: Way, packet: bytes) -> None:
        if not self._to[way].is_closing():
            self._to[way].write(packet)

    def close(self, *ways: Way) -> None:
        for way in ways:
            self._to[way].close()


async def packets(source: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Whole MQTT packets until the connection ends (MQTT 5, 2.1: type and flags, length in 7-bit groups, body)."""
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await source.readexactly(1)
            length = shift = 0
            while True:
                byte = await source.readexactly(1)
                head += byte
                length |= (byte[0] & 0x7F) << shift
                shift += 7
                if byte[0] < 0x80:
                    break
            yield head + await source.readexactly(length)


def topic_and_rest(packet: bytes) -> tuple[str, bytes]:
    """The topic of a PUBLISH packet and what follows it."""
    start = next(index for index in range(1, 5) if packet[index] < 0x80) + 1
    end = start + 2 + int.from_bytes(packet[start : start + 2], "big")
    return packet[start + 2 : end].decode(), packet[end:]
