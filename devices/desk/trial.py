"""The base of what a technician can try with a device of one kind: words typed, deeds done, outcomes told.

One file in `devices/trying` is one kind, found by itself. A word ends when its deed has ended, so that a script's next
line comes after it; what a person brought is masked unless `show` is asked for.
"""

from __future__ import annotations

import difflib
import importlib
import itertools
import pkgutil
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import devices.trying
from devices.desk.desk import Desk
from devices.desk.reasons import health_in_words, outcome_in_words
from devices.handle import Handle
from devices.health import SETTLED
from devices.values import DeedResult, DeviceEvent, HealthChanged, Outcome

HandleT = TypeVar("HandleT", bound=Handle[Any])
ResultT = TypeVar("ResultT", bound=DeedResult)

READY_S = 6.0
"""However it is by then, it is tried."""
DEED_S = 30.0
"""No deed takes longer to end."""


class Word(NamedTuple):
    """What can be typed: `do` gets the rest of the line and says whether the deed went well."""

    use: str
    """`read [SECONDS]`"""
    help: str
    do: Callable[[str], bool]


class Misused(Exception):
    """What was typed after a word means nothing; the message says what belongs there."""


class Trial(ABC, Generic[HandleT]):
    """One device on the desk. Subclasses fill in `kind`, `words`, and `tell` for what their kind hands up."""

    kind: ClassVar[type[Handle[Any]]]

    def __init__(self, device: HandleT, desk: Desk, *, show: bool = False) -> None:
        self.device, self.desk, self.show = device, desk, show
        self._jobs = (f"try-{secrets.token_hex(4)}-{count}" for count in itertools.count(1))
        self._unclaimed = 0
        desk.tell = self._tell_any

    @abstractmethod
    def words(self) -> list[Word]:
        """What can be typed for this kind."""

    @abstractmethod
    def tell(self, event: DeviceEvent) -> str:
        """An event of this kind in words; '' when there is nothing to say."""

    # --- for a subclass ---------------------------------------------------------------------------------------------

    def deed(self, result: type[ResultT], ask: Callable[[str], None], *, within_s: float = DEED_S) -> bool:
        """Ask for a deed under a new job, and say how it ended; whether it went well."""
        job = next(self._jobs)
        ask(job)
        ended = self.desk.wait_for(result, lambda event: event.job == job, within_s)
        if ended is None:
            self.desk.say(f"it was not told how that ended within {within_s:.0f} s")
            return False
        self.desk.say(outcome_in_words(ended))
        return ended.outcome in (Outcome.CONFIRMED, Outcome.ASSUMED)

    def came(self) -> None:
        """Something came that a word may wait for; it counts also when no word waits yet."""
        self._unclaimed += 1

    def one_comes(self, kind: type[DeviceEvent], what: str, within_s: float, *, ask: str) -> bool:
        """Whether one of what `came` is there, or comes in time; `ask` tells the person what to do."""
        if not self._unclaimed:
            self.desk.say(ask)
            self.desk.wait_for(kind, lambda _event: self._unclaimed > 0, within_s)
        if not self._unclaimed:
            self.desk.say(f"no {what} within {within_s:.0f} s")
            return False
        self._unclaimed -= 1
        return True

    def confirmed(self, what: str) -> bool:
        """Whether a person types `yes` before something moves."""
        self.desk.say(f"{what} Type yes to go on:")
        if self.desk.next_line() == "yes":
            return True
        self.desk.say("left as it is")
        return False

    # --- for the bench ----------------------------------------------------------------------------------------------

    def is_about(self, event: DeviceEvent) -> bool:
        """Whether the device on the desk said it, not one it needs."""
        said_by: object = event.health if isinstance(event, HealthChanged) else event
        return bool(getattr(said_by, "device", "") == self.device.device)

    def vocabulary(self) -> dict[str, Word]:
        """Every word, those that all kinds have too."""
        own = [
            *self.words(),
            Word("status", "how it is and what it says of itself", lambda _rest: self._say_status()),
            Word("wait SECONDS", "only tell what it says by itself", self._wait),
            Word("help", "these words", lambda _rest: self._help()),
            Word("quit", "end", lambda _rest: True),
        ]
        return {word.use.split()[0]: word for word in own}

    def obey(self, line: str) -> bool:
        """Carry out one line; whether it went well."""
        name, _, rest = line.partition(" ")
        vocabulary = self.vocabulary()
        if name not in vocabulary:
            near = difflib.get_close_matches(name, vocabulary, 1, 0.5)
            self.desk.say(f"no word '{name}'; " + (f"did you mean '{near[0]}'?" if near else "help tells them all"))
            return False
        try:
            return vocabulary[name].do(rest.strip())
        except Misused as mistake:
            self.desk.say(f"{vocabulary[name].use}: {mistake}")
            return False

    def _tell_any(self, event: DeviceEvent) -> None:
        said = health_in_words(event.health) if isinstance(event, HealthChanged) else self.tell(event)
        if said and self.is_about(event):
            self.desk.say(said)

    def _say_status(self) -> bool:
        health = self.device.health
        self.desk.say(health_in_words(health))
        facts = {
            **self.device.facts,
            "paper": health.paper.value,
            "slot": health.media.value,
            "can": ", ".join(sorted(self.device.capabilities)),
        }
        parts = {part.name: f"{part.state.value} {part.reason}".strip() for part in health.parts}
        self.table({name: fact for name, fact in (facts | parts).items() if fact not in ("", "unknown")})
        return health.usable

    def table(self, facts: Mapping[str, str]) -> None:
        """One fact a line."""
        wide = max(map(len, facts), default=0)
        for name, fact in facts.items():
            self.desk.say(f"  {name:<{wide}}  {fact}")

    def _wait(self, rest: str) -> bool:
        self.desk.wait_for(DeviceEvent, lambda _event: False, seconds(rest))
        return True

    def _help(self) -> bool:
        words = self.vocabulary().values()
        wide = max(len(word.use) for word in words)
        self.desk.say("\n".join(f"  {word.use:<{wide}}  {word.help}" for word in words))
        return True


def hold(trial: Trial[Any], lines: Iterable[str]) -> bool:
    """Wait for the device, then obey until the lines end; whether the last one went well."""
    desk = trial.desk
    desk.wait_for(HealthChanged, lambda event: event.health.state in SETTLED and trial.is_about(event), READY_S)
    went_well: bool = trial.device.health.usable
    desk.listen(lines)
    while (line := desk.next_line()) not in (None, "quit"):
        if line and not line.startswith("#"):
            went_well = trial.obey(line)
    return went_well


def trial_of(handle: Handle[Any]) -> type[Trial[Any]] | None:
    """What can be tried with a device of this kind; None where there is nothing to try by hand."""
    return next((trial for trial in _trials() if isinstance(handle, trial.kind)), None)


def _trials() -> Iterator[type[Trial[Any]]]:
    for found in pkgutil.iter_modules(devices.trying.__path__):
        module = importlib.import_module(f"{devices.trying.__name__}.{found.name}")
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, Trial) and member.__module__ == module.__name__:
                yield member


def seconds(text: str, default: float | None = None) -> float:
    """A time. Raises Misused."""
    if not text and default is not None:
        return default
    try:
        return float(text)
    except ValueError:
        raise Misused(f"'{text}' is no number of seconds") from None
