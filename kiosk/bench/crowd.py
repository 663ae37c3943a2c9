"""Forty kiosks that are only their requests: `python -m kiosk.bench.crowd DATA HALL RATE NAME …`.

Each has its own connection; together they wish for RATE numbers a second until standard input ends, then say how long
an answer took, as one JSON line. That is the floor of a kiosk's own "confirm to number".
"""

from __future__ import annotations

import base64
import json
import secrets
import selectors
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lobby.contract.message import Answer, Refused
from lobby.contract.tickets import IssueTicket
from lobby.link import Link, LinkDown, read_identity

SERVICES = ("general", "social", "property", "business", "tax", "border")
PATIENCE = timedelta(seconds=1.5)


class Crowd:
    """Connected from `join` to `leave`."""

    def __init__(self, data: Path, hall: str, names: list[str]) -> None:
        self.links = [Link(read_identity(data, name), hall) for name in names]
        self.took: list[float] = []
        self.refused = 0

    def join(self) -> None:
        for link in self.links:
            link.start()
        for link in self.links:
            link.wait_up(10)

    def leave(self) -> None:
        for link in self.links:
            link.stop()

    def wish(self, turn: int) -> None:
        """One of them wishes for a number; the answer is taken when it comes."""
        began = time.monotonic()
        request = IssueTicket(
            request=str(uuid.uuid4()),
            deadline=datetime.now(UTC) + PATIENCE,
            service=SERVICES[turn % len(SERVICES)],
            token=base64.b32encode(secrets.token_bytes(10)).decode(),
        )

        def answered(answer: Answer) -> None:
            if isinstance(answer, Refused):
                self.refused += 1
            self.took.append(time.monotonic() - began)

        try:
            self.links[turn % len(self.links)].ask(request, answered)
        except LinkDown:
            self.refused += 1


def main(data: Path, hall: str, rate: float, names: list[str]) -> None:
    crowd = Crowd(data, hall, names)
    crowd.join()
    print("up", flush=True)
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    turn, due = 0, time.monotonic()
    while not selector.select(max(0.0, due - time.monotonic())):
        crowd.wish(turn)
        turn, due = turn + 1, due + 1 / rate
    crowd.leave()
    print(json.dumps({"wishes": turn, "refused": crowd.refused, "took_ms": [round(s * 1000, 2) for s in crowd.took]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4:])
