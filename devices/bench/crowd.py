"""Many emulated devices in one program: `python -m devices.bench.crowd MODEL …` prints a port a line, until its input
ends."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

from devices.registry import emulator


def main(models: Sequence[str]) -> None:
    with contextlib.ExitStack() as stack:
        for model in models:
            print(stack.enter_context(emulator(model)()).port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
