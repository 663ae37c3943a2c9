"""The devices of a station that has no screen, or stands beside one: signs, key boxes, a loudspeaker."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from config.site import Site, Station
from config.values import Language
from devices.rack import Rack
from devices.values import DeviceEvent, HealthChanged
from devices.verbs.sign import Sign
from devices.voice.speaker import Speaker
from kiosk.gear.keys import KeysPart
from kiosk.gear.part import Part
from kiosk.gear.sign import SignPart
from kiosk.gear.voice import VoicePart
from lobby.agent import Agent
from lobby.contract.channels import Announce
from lobby.news import News

TURN_S = 1.0


class Gear:
    """Between one station's agent and its devices. `tell` from any thread; `run` works it off until `stop`."""

    def __init__(
        self,
        site: Site,
        station: Station,
        agent: Agent,
        language: Language = Language.ZH_HANS,
        ports: Mapping[str, str] | None = None,
    ) -> None:
        """Raises BadSetting."""
        self._inbox: queue.SimpleQueue[News | DeviceEvent | None] = queue.SimpleQueue()
        self._agent = agent
        self._rack = Rack(station.devices, self.tell, ports=ports)
        self._parts: list[Part] = []
        if station.counter:
            self._parts += [SignPart(sign, station.counter, language, agent) for sign in self._rack.all(Sign)]
            self._parts.append(KeysPart(station.counter, agent))
        if station.speaker:
            clips = Path(station.speaker.clips) if station.speaker.clips else None
            speaker = Speaker(station.speaker.output, clips=clips, rate=site.voice.rate)
            self._parts.append(VoicePart(speaker, site.voice.most, lambda call: says(site, station, call), agent))

    def tell(self, told: News | DeviceEvent) -> None:
        """Only enqueues."""
        self._inbox.put(told)

    def stop(self) -> None:
        self._inbox.put(None)

    def run(self) -> None:
        """On the thread the gear belongs to."""
        self._rack.start()
        try:
            while self._step():
                pass
        finally:
            for part in self._parts:
                part.stop()
            self._rack.stop()

    def _step(self) -> bool:
        """One thing that was told, or a second's silence; False: it is over."""
        try:
            told = self._inbox.get(timeout=TURN_S)
        except queue.Empty:
            self._turn()
            return True
        if told is None:
            return False
        now = time.monotonic()
        if isinstance(told, HealthChanged):
            health = told.health
            self._agent.device(device=health.device, state=health.state, reason=health.reason, paper=health.paper.value)
        for part in self._parts:
            if isinstance(told, DeviceEvent):
                part.event(told, now)
            else:
                part.news(told, now)
        return True

    def _turn(self) -> None:
        now = time.monotonic()
        for part in self._parts:
            part.turn(now)

    def beside(self) -> threading.Thread:
        """Run on a thread of its own, beside a screen."""
        thread = threading.Thread(target=self.run, name="gear", daemon=True)
        thread.start()
        return thread


def says(site: Site, station: Station, call: Announce) -> bool:
    """Whether this station's loudspeaker says a call: the window's own, else those of its zone at no window."""
    own = {one.counter for one in site.stations if one.speaker and one.counter}
    counter = next((one.id for one in site.counters if one.number == call.counter), "")
    if counter in own:
        return station.counter == counter
    return not station.counter and station.zone == call.zone
