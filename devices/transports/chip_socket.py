"""An emulated chip reader over a socket, in place of the PC/SC service: our own lines of text, no standard.

    ours: 17 card | 17 uid          its: 17 ATR-hex TURN | 17 none | 17 UID-hex | 17 -

Each answer begins with the number of its question, so that a late one is no other's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from devices.errors import NoAnswer, Refused
from devices.transports.smart_card import Presence
from devices.transports.tcp import TcpLine

ANSWER_S = 0.5
"""A stop waits no longer than this for an emulator that stays silent."""
LONGEST = 4096


class SocketSlot:
    """The host's end. Raises LineLost when nobody listens, NoAnswer when nothing comes back."""

    def __init__(self, port: str) -> None:
        self._line = TcpLine(port)
        self._numbers = count(1)
        self._heard = b""

    def presence(self) -> Presence | None:
        atr, _, turn = self._ask("card").partition(" ")
        with _nonsense():
            return None if atr == "none" else Presence(bytes.fromhex(atr), int(turn))

    def uid(self) -> bytes:
        said = self._ask("uid")
        if said == "none":
            raise Refused("the chip was taken away")
        with _nonsense():
            return b"" if said == "-" else bytes.fromhex(said)

    def wake(self) -> None:
        self._line.wake()

    def close(self) -> None:
        self._line.close()

    def _ask(self, what: str) -> str:
        number = next(self._numbers)
        self._line.write(f"{number} {what}\n".encode())
        until = time.monotonic() + ANSWER_S
        while (left := until - time.monotonic()) > 0:
            self._heard = (self._heard + self._line.read(left))[-LONGEST:]
            *lines, self._heard = self._heard.split(b"\n")
            for line in lines:
                told, _, said = line.decode("ascii", "replace").partition(" ")
                if told == str(number):
                    return said
        raise NoAnswer("the emulated reader did not answer")


@contextmanager
def _nonsense() -> Iterator[None]:
    try:
        yield
    except ValueError:
        pass
    else:
        return
    raise NoAnswer("the emulated reader answers nonsense")
