"""The way from a kiosk to where a service is, without stairs for whoever chose low keys (J21)."""

from __future__ import annotations

from config.site import Site, Station, Zone
from config.values import Language, Text
from config.wording import say


def where(site: Site, station: Station, service: str, *, low: bool) -> Text:
    """Where to go, in the words of the hall; with `low` by the lift, if it is on another floor."""
    without_stairs = step_free(site, station, service) if low else None
    return without_stairs or site.service(service).where


def step_free(site: Site, station: Station, service: str) -> Text | None:
    """By which lift, or that there is none; None: on this floor there are no stairs to avoid."""
    there = site.zone(site.service(service).zone)
    here = site.zone(station.zone) if station.zone else there
    if here.floor == there.floor:
        return None
    return _said("route.lift" if here.lift and there.lift else "route.stairs", there)


def _said(key: str, zone: Zone) -> Text:
    hans, hant, en = (say("kiosk", key, language, zone=zone.name.say(language)) for language in Language)
    return Text(zh_hans=hans, zh_hant=hant, en=en)
