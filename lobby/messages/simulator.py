"""An SMS provider's other end over HTTP, in the form of `sms_http`, with the faults that providers have."""

from __future__ import annotations

import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from lobby.messages.sms_http import Sms, SmsReport, SmsState

SLOW_S = 3.0
HANG_S = 30.0


class Fault(StrEnum):
    """none · error: HTTP 500 · timeout: no answer · slow: an answer after 3 s · never: taken, and never delivered ·
    refused: HTTP 400 · rubbish: an answer nobody can read."""

    NONE = "none"
    ERROR = "error"
    TIMEOUT = "timeout"
    SLOW = "slow"
    NEVER = "never"
    REFUSED = "refused"
    RUBBISH = "rubbish"


class Simulator:
    """Serves on loopback from `start` to `stop`. `fault` may be changed at any time; `taken` holds each letter once."""

    def __init__(self, port: int = 0, token: str = "", fault: Fault = Fault.NONE) -> None:
        self.fault, self.token = fault, token
        self.taken: dict[str, Sms] = {}
        self.asked = 0
        """Posts that came, also those that were answered with a fault."""
        self.came = threading.Condition()
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (_Handler,), {"simulator": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/messages"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait_for(self, letters: int, seconds: float) -> bool:
        """Whether so many letters were taken within so many seconds."""
        with self.came:
            return self.came.wait_for(lambda: len(self.taken) >= letters, seconds)

    # -- what the handler asks ----------------------------------------------------------------------------------------

    def hold(self) -> None:
        """As long as the fault says, or until the end."""
        pauses = {Fault.TIMEOUT: HANG_S, Fault.SLOW: SLOW_S}
        if (pause := pauses.get(self.fault)) is not None:
            self._ended.wait(pause)

    def take(self, sms: Sms) -> None:
        with self.came:
            self.taken.setdefault(sms.id, sms)
            self.came.notify_all()

    def report(self, ref: str) -> SmsReport | None:
        if ref not in self.taken:
            return None
        arrived = self.fault is not Fault.NEVER
        return SmsReport(ref=ref, state=SmsState.DELIVERED if arrived else SmsState.SENT)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    simulator: Simulator

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.simulator.came:
            self.simulator.asked += 1
            self.simulator.came.notify_all()
        self.simulator.hold()
        if (status := _status(self.simulator, self.headers.get("Authorization", ""))) != 202:
            self._answer(status, b"{}")
        elif self.simulator.fault is Fault.RUBBISH:
            self._answer(202, b"<html>")
        else:
            self._take(content)

    def _take(self, content: bytes) -> None:
        try:
            sms = msgspec.json.decode(content, type=Sms)
        except msgspec.MsgspecError:
            self._answer(400, b"{}")
            return
        self.simulator.take(sms)
        self._answer(202, msgspec.json.encode(SmsReport(ref=sms.id, state=SmsState.SENT)))

    def do_GET(self) -> None:
        report = self.simulator.report(self.path.rpartition("/")[2])
        if report is None:
            self._answer(404, b"{}")
        else:
            self._answer(200, msgspec.json.encode(report))

    def _answer(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            return  # it gave up waiting

    def log_message(self, *_: Any) -> None:
        """The letters themselves are told, not each line of HTTP."""


def _status(simulator: Simulator, authorization: str) -> int:
    if simulator.token and authorization != f"Bearer {simulator.token}":
        return 401
    return {Fault.ERROR: 500, Fault.REFUSED: 400}.get(simulator.fault, 202)
