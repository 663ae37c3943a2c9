"""A real server that issues numbers for ever and prints each after its commit: what a citizen has seen."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.lobby.halls import TurnedClock, running


def main(folder: Path) -> None:
    with running(folder, clock=TurnedClock(datetime.now(UTC))) as hall:
        while True:
            print(hall.issue().ticket, flush=True)
            hall.wire.said.clear()
            hall.wire.answers.clear()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
