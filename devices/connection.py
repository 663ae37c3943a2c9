"""What a driver holds while it is open, whatever it is reached by: a byte line, a camera, a print service."""

from typing import Protocol


class Connection(Protocol):
    """Open from the moment it exists until `close`. `wake`, from any thread at any time, ends a wait."""

    def wake(self) -> None: ...
    def close(self) -> None: ...
