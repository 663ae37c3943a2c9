"""What every transport offers a driver: bytes in, bytes out, and an end to every wait."""

from typing import Protocol


class Line(Protocol):
    """A byte line, open from the moment it exists until `close`.

    One thread reads and writes. `wake` may be called from any thread at any time: the read under way, or the
    next one, returns at once with what it has; a write ends by itself, with NoAnswer when nothing is taken.
    """

    def read(self, timeout_s: float) -> bytes:
        """Everything that waits, at least one byte; b"" when the time is over or `wake` was called. Raises LineLost."""

    def write(self, data: bytes) -> None:
        """Hand all of `data` to the line. Raises NoAnswer when the other end takes no more in time, or LineLost."""

    def drain(self) -> None:
        """Drop what has arrived and was not read. Raises LineLost."""

    def wake(self) -> None:
        """End a waiting read at once."""

    def close(self) -> None:
        """Give the line back; again is harmless."""
