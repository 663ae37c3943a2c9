"""A camera in a drawn hall, on the network: 1280×720 at 15 frames a second, MJPEG over HTTP on a port of its own.

show TEXT           hold a phone with this text as a QR code before it (UTF-8)
show-hex HEX        the same with these bytes
code TEXT           bring such a phone: one with the same code goes away first, for as long as a scanner needs to see it
code-hex HEX        the same with these bytes
show-file FILE      hold up a sheet with this picture
hide                hold nothing before it
picture FILE        write what it sees now, as the kind of picture its ending says (.png)
"""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from PIL import Image

from devices.emulators.emulator import Answer, Emulator, Unknown, deed

if TYPE_CHECKING:
    from devices.vision.scene import Scene

FPS = 15.0
HOST = "127.0.0.1"
BOUNDARY = "kapok-frame"
DRIP_BYTES = 1000
WRONG_SIZE = (640, 480)
LOOK_S = 0.05
AWAY_S = 1.2
"""Longer than a scanner takes to believe that a code is gone."""
GARBAGE = b"\x00\xff\x1b\x7e\x12\xaa\xaa\xaa\x96\x69\xaa"


class Camera(Emulator):
    """Each that connects has the stream, on a thread of its own. Pictures are drawn when they are first sent."""

    models: ClassVar = ("uvc-camera", "camera-scanner")
    faults: ClassVar = {
        "black": "the lens is covered",
        "frozen": "the same picture comes again and again",
        "slow": "N pictures a second (default 2)",
        "garbage": "no picture can be decoded",
        "wrong-size": "pictures are 640×480",
        "silent": "whoever connects is taken, but no picture comes",
        "drip": "the stream comes in small pieces, its headings in single bytes",
        "late": "each picture leaves N seconds late",
    }

    def __init__(self, *, link: Path | None = None, baud: int | None = None, paced: bool = True) -> None:
        super().__init__(link=link, baud=baud, paced=paced)
        if link is not None:
            raise Unknown("a camera on the network has an address, no path to put its port at")
        self._fps = FPS if paced else 60.0
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._clients: set[socket.socket] = set()
        self._number = 0
        self._scene: Scene | None = None
        self._drawn: dict[object, bytes] = {}
        self._held: object = None
        self._there_at = 0.0

    # --- for whoever runs it ----------------------------------------------------------------------------------------

    @property
    def port(self) -> str:
        return f"http://{HOST}:{self._number}/video"

    def start(self) -> Self:
        self.plug()
        return self

    def close(self) -> None:
        self.unplug()

    def plug(self) -> None:
        with self._guard:
            if self._listener is not None:
                return
            self._listener = socket.create_server((HOST, self._number))
            self._number = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), name="camera", daemon=True).start()

    def unplug(self) -> None:
        with self._guard:
            ends = [*self._clients, *([self._listener] if self._listener else [])]
            self._listener = None
            self._clients.clear()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def show(self, code: bytes | str, *, away_s: float = 0.0) -> None:
        """Hold up a phone with this code, `away_s` from now. ValueError for more than a QR code holds."""
        from devices.vision.scene import code_picture, on_phone

        data = code.encode() if isinstance(code, str) else code
        self._hold(on_phone(code_picture(data)), what=data, away_s=away_s)

    def bring(self, code: bytes | str) -> None:
        """The same; a code that is there already goes away first, so that it is a new visit."""
        data = code.encode() if isinstance(code, str) else code
        self.show(data, away_s=AWAY_S if data == self._held else 0.0)

    def show_file(self, file: str) -> None:
        """Hold up a sheet with this picture."""
        from devices.vision.scene import on_paper, read_coloured

        try:
            self._hold(on_paper(read_coloured(Path(file).read_bytes)))
        except OSError as error:
            raise ValueError(f"this file cannot be read ({type(error).__name__})") from error

    def hide(self) -> None:
        self._hold(None)

    def write_picture(self, file: str) -> None:
        """What it sees now; the file's ending says as what. ValueError when it cannot be written there."""
        try:
            with Image.open(io.BytesIO(self._picture())) as picture:
                picture.save(file)
        except OSError as error:
            raise ValueError(f"this picture cannot be written ({type(error).__name__})") from error

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {
            "show": deed(self.show),
            "show-hex": deed(lambda rest: self.show(bytes.fromhex(rest))),
            "code": deed(self.bring),
            "code-hex": deed(lambda rest: self.bring(bytes.fromhex(rest))),
            "show-file": deed(self.show_file),
            "hide": deed(lambda _rest: self.hide()),
            "picture": deed(self.write_picture),
        }

    # --- what it sees -----------------------------------------------------------------------------------------------

    def _hold(self, held: Any, *, what: object = None, away_s: float = 0.0) -> None:
        from devices.vision.scene import Scene

        scene = Scene()
        scene.hold(held)
        with self._guard:
            self._scene, self._drawn = scene, {}
            self._held, self._there_at = what, time.monotonic() + away_s

    def _picture(self) -> bytes:
        """The JPEG of this moment."""
        from devices.vision import scene

        if self._scene is None:
            self._hold(None)
        now = time.monotonic()
        moment = 0 if "frozen" in self.active else int(now * self._fps) % scene.ROUND
        size = WRONG_SIZE if "wrong-size" in self.active else None
        black = "black" in self.active
        with self._guard:
            key = (moment, black, now >= self._there_at, size)
            if key not in self._drawn:
                shown = self._scene if key[2] else scene.Scene()
                assert shown is not None
                picture = scene.darkness(moment) if black else shown.frame(moment)
                self._drawn[key] = scene.jpeg(picture, size=size)
            whole = self._drawn[key]
        return whole[:400] + GARBAGE if "garbage" in self.active else whole

    # --- on the threads of those who look ---------------------------------------------------------------------------

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it was unplugged
            while True:
                client, _ = listener.accept()
                with self._guard:
                    self._clients.add(client)
                threading.Thread(target=self._serve, args=(client,), name="camera-client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:  # whoever looked is gone
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _hear_request(client)
            greeting = f"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n"
            self._send(client, greeting.encode(), b"")
            due = time.monotonic()
            while client in self._clients:
                due = max(time.monotonic(), due) + 1 / self._rate()
                self._send_picture(client)
                self._wait(client, due)
        self._clients.discard(client)

    def _send_picture(self, client: socket.socket) -> None:
        if "silent" in self.active:
            return
        if (late := self.take_fault("late")) is not None:
            time.sleep(float(late or 0))
        picture = self._picture()
        heading = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        self._send(client, heading.encode(), picture + b"\r\n")

    def _wait(self, client: socket.socket, due: float) -> None:
        """In small steps: a fault may change the rate meanwhile."""
        while client in self._clients and (left := due - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))
            due = min(due, time.monotonic() + 1 / self._rate())

    def _rate(self) -> float:
        argument, _ = self.active.get("slow", ("", 0))
        return max(0.05, float(argument or 2)) if "slow" in self.active else self._fps

    def _send(self, client: socket.socket, heading: bytes, body: bytes) -> None:
        if "silent" in self.active:
            return
        if "drip" not in self.active:
            client.sendall(heading + body)
            return
        for byte in heading:
            client.sendall(bytes([byte]))
        for start in range(0, len(body), DRIP_BYTES):
            client.sendall(body[start : start + DRIP_BYTES])


def _hear_request(client: socket.socket) -> None:
    client.settimeout(5.0)
    heard = b""
    while b"\r\n\r\n" not in heard:
        more = client.recv(4096)
        if not more:
            raise ConnectionError("it asked for nothing")
        heard = (heard + more)[-8192:]
