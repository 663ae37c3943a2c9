"""Whether the server can be reached, and what time it has there. A request's deadline decides, nothing slower."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from lobby.contract.boards import Heartbeat
from lobby.news import ConnectionChanged, News
from lobby.routes import Received

log = logging.getLogger(__name__)
DRIFT = timedelta(seconds=2)


class Standing(Enum):
    """starting: nothing missed, nothing heard yet · online · offline: a deadline was missed since the last answer."""

    STARTING = auto()
    ONLINE = auto()
    OFFLINE = auto()


class Reach:
    """After one missed deadline every request is offline, until a live heartbeat and one answered request end it."""

    def __init__(self, tell: Callable[[News], None]) -> None:
        self._tell = tell
        self._standing = Standing.STARTING
        self._clock: tuple[datetime, float] | None = None
        self._seen: datetime | None = None
        self._drifts = False

    @property
    def online(self) -> bool:
        return self._standing is Standing.ONLINE

    @property
    def trying(self) -> bool:
        """Whether a request is sent, or is offline at once."""
        return self._standing is not Standing.OFFLINE

    def server_now(self) -> datetime:
        """The server's time by its last live heartbeat and the monotonic clock, so that this machine's wall clock may
        jump; before the first heartbeat this machine's own."""
        if self._clock is None:
            return datetime.now(UTC)
        at, received = self._clock
        return at + timedelta(seconds=time.monotonic() - received)

    def heartbeat(self, beat: Received[Heartbeat]) -> None:
        """A live heartbeat; it ends the start, never being offline."""
        self._clock = (beat.message.now, beat.received)
        self._seen = datetime.now(UTC)
        self._compare(self._seen - self.server_now())
        if self._standing is Standing.STARTING:
            self._change(Standing.ONLINE)

    def _compare(self, off: timedelta) -> None:
        """Nothing here goes by this machine's wall clock while the server's time is known; who looks after the machine
        should hear of it all the same (F079)."""
        wrong = abs(off) > DRIFT
        if wrong and not self._drifts:
            log.warning(
                "this machine's clock is %+.0f s off the server's; the server's time counts", off.total_seconds()
            )
        self._drifts = wrong

    def answered(self) -> None:
        """The server answered a request, whatever it said."""
        self._seen = datetime.now(UTC)
        self._change(Standing.ONLINE)

    def missed(self) -> None:
        """A request had no answer in time."""
        self._change(Standing.OFFLINE)

    def _change(self, standing: Standing) -> None:
        if standing is not self._standing:
            self._standing = standing
            self._tell(ConnectionChanged(online=self.online, since=self._seen))
