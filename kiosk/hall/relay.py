"""The network cable between a kiosk and the broker, with a hand on the plug.

While cut, nothing passes and nothing is refused: packets are lost, as on a pulled cable; nobody is told.
"""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress

CHUNK = 65_536


class Relay:
    """Passes bytes between its own port and another, from construction to `close`."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._cut = threading.Event()
        self._cut_seen = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._pass, name="relay", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """From now on nothing passes."""
        self._cut.set()
        self._cut_seen.wait(5)

    def mend(self) -> None:
        """Plug in again. Connections from before the cut have lost bytes and can't go on: they are reset."""
        self._cut_seen.clear()
        self._cut.clear()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)
        self._listener.close()

    def _pass(self) -> None:
        """One loop over all connections; the data of a key is its other end."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ, None)
            was_cut = False
            while not self._ended.is_set():
                if was_cut and not self._cut.is_set():
                    self._drop_all(selector)
                was_cut = self._cut.is_set()
                if was_cut:
                    self._cut_seen.set()
                for key, _ in selector.select(0.05):
                    if key.data is None:
                        self._accept(selector)
                    else:
                        self._move(selector, key.fileobj, key.data, lose=was_cut)
            self._drop_all(selector)

    def _accept(self, selector: selectors.BaseSelector) -> None:
        near, _ = self._listener.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._to_port), 1)
        except OSError:
            near.close()
            return
        for end, other in ((near, far), (far, near)):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(end, selectors.EVENT_READ, other)

    def _move(self, selector: selectors.BaseSelector, end: object, other: socket.socket, *, lose: bool) -> None:
        if not isinstance(end, socket.socket):
            return
        try:
            data = end.recv(CHUNK)
            if data and not lose:
                other.sendall(data)
        except OSError:
            data = b""
        if not data:
            _forget(selector, end)
            _forget(selector, other)

    def _drop_all(self, selector: selectors.BaseSelector) -> None:
        for key in list(selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket) and key.data is not None:
                _forget(selector, key.fileobj)


def _forget(selector: selectors.BaseSelector, end: socket.socket) -> None:
    with suppress(KeyError, ValueError):
        selector.unregister(end)
    end.close()
