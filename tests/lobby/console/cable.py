"""A cable between a browser and the pages that a test pulls: while it is out, nothing passes and nothing is closed."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from types import TracebackType

PIECE = 65_536


class Cable:
    """`with Cable(port) as cable:` the browser goes to `cable.port`. Orders may be given from any thread."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self._in = asyncio.Event()
        self._lines: set[asyncio.Task[None]] = set()
        self.port = 0

    def __enter__(self) -> Cable:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pull(self) -> None:
        self._loop.call_soon_threadsafe(self._in.clear)

    def plug(self) -> None:
        self._loop.call_soon_threadsafe(self._in.set)

    async def _open(self) -> asyncio.Server:
        self._in.set()
        return await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def _close(self) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to)
        for line in (self._carry(reader, there_writer), self._carry(there_reader, writer)):
            task = self._loop.create_task(line)
            self._lines.add(task)
            task.add_done_callback(self._lines.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(PIECE):
                await self._in.wait()
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass  # one end hung up: so does the other
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
