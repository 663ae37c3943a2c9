"""What stands on a slip (C-0.6): the person's language with English beneath; no name, no number of a document, no wait.

The document is device-neutral: the printer's profile decides whether it becomes text or one bitmap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from config.site import Hall, Site, Station
from config.spacing import spaced
from config.values import Language
from config.wording import say
from devices.slip_document import Align, Block, Boxed, Fact, Feed, Line, QrCode, Rule, SlipDocument
from kiosk.remarks import Remarks
from kiosk.routes import step_free
from kiosk.views import Look
from lobby.contract.tickets import TicketView

WIDTH = 576
OFFLINE = "◇"


class Sizes(Struct, frozen=True, kw_only=True):
    """Heights in dots at 203 dpi (mockup 19): the number's digits are 12 mm, in elder mode 15 mm."""

    hall: int
    english: int
    number: int
    service: int
    body: int
    small: int


NORMAL = Sizes(hall=40, english=28, number=150, service=40, body=30, small=28)
ELDER = Sizes(hall=44, english=40, number=164, service=52, body=40, small=40)


class Slip(Struct, frozen=True, kw_only=True):
    """Everything a slip is made from."""

    site: Site
    station: Station
    view: TicketView
    token: str
    offline: bool
    look: Look
    reprint: bool = False
    remarks: Remarks = Remarks()

    @property
    def sizes(self) -> Sizes:
        return ELDER if self.look.elder else NORMAL

    @property
    def language(self) -> Language:
        return self.look.language

    @property
    def issued(self) -> datetime:
        return self.view.issued_at.astimezone(self.site.hall.zone_info)


def ticket_url(hall: Hall, token: str) -> str:
    """The short address of a ticket's page, "" when the hall has none; fits a QR code of version 3 (42 bytes at M)."""
    return f"{hall.public_url.rstrip('/')}/t/{token}" if hall.public_url else ""


def slip_document(slip: Slip) -> SlipDocument:
    """The whole slip, top to bottom."""
    blocks = (*_head(slip), *_number(slip), *_facts(slip), *_hours(slip), *_advice(slip), *_code(slip), *_foot(slip))
    return SlipDocument(blocks=blocks, width_dots=WIDTH)


def _words(slip: Slip, key: str, **values: object) -> str:
    return spaced(say("slip", key, slip.language, **values))


def _both(slip: Slip, key: str, **values: object) -> Iterator[str]:
    """The sentence in the person's language, and in English beneath unless it is English already."""
    yield _words(slip, key, **values)
    if slip.language is not Language.EN:
        yield say("slip", key, Language.EN, **values)


def _label(slip: Slip, key: str) -> str:
    """Where: `地点 Where`, in English `Where`."""
    return " ".join(_both(slip, key))


def _head(slip: Slip) -> Iterator[Block]:
    sizes, name = slip.sizes, slip.site.hall.name
    yield Line(text=name.say(slip.language), dots=sizes.hall, bold=True, align=Align.CENTER)
    if slip.language is not Language.EN:
        yield Line(text=name.en, dots=sizes.english, align=Align.CENTER)
    if slip.reprint:
        text = " ".join(_both(slip, "slip.reprint"))
        yield Boxed(lines=(Line(text=text, dots=sizes.service, bold=True, align=Align.CENTER),))
    yield Rule()


def _number(slip: Slip) -> Iterator[Block]:
    """Always at its full height: a long number is set narrower by the printer. One of this kiosk's own carries ◇."""
    text = f"{OFFLINE}{slip.view.label}" if slip.offline else slip.view.label
    service = slip.site.service(slip.view.service).name
    named = service.say(slip.language) if slip.language is Language.EN else f"{service.say(slip.language)} {service.en}"
    yield Line(text=text, dots=slip.sizes.number, align=Align.CENTER)
    yield Line(text=named, dots=slip.sizes.service, align=Align.CENTER)
    if slip.remarks.child:
        yield Line(text=_label(slip, "slip.child.tag"), dots=slip.sizes.body, align=Align.CENTER)
    for further in slip.remarks.further:
        also = _words(slip, "slip.further", service=slip.site.service(further).name.say(slip.language))
        yield Line(text=also, dots=slip.sizes.body, align=Align.CENTER)
    yield Rule()


def _facts(slip: Slip) -> Iterator[Block]:
    service, dots = slip.site.service(slip.view.service), slip.sizes.body
    yield Fact(label=_label(slip, "slip.where"), value=spaced(service.where.say(slip.language)), dots=dots)
    yield from _way(slip)
    if slip.view.ahead is not None and not slip.offline:
        yield Fact(
            label=_label(slip, "slip.ahead"), value=_words(slip, "slip.people", count=slip.view.ahead), dots=dots
        )
    if slip.view.wait is not None and not slip.offline and not slip.reprint:
        wait = _words(slip, "slip.minutes", low=slip.view.wait.low, high=slip.view.wait.high)
        yield Fact(label=_label(slip, "slip.wait"), value=wait, dots=dots)
    if slip.view.slot is not None:
        at = slip.view.slot.astimezone(slip.site.hall.zone_info)
        yield Line(text=_words(slip, "slip.slot", time=f"{at:%H:%M}"), dots=dots, bold=True)
    yield Fact(label=_label(slip, "slip.issued"), value=f"{slip.issued:%Y-%m-%d %H:%M}", dots=dots)
    yield Rule(dashed=True)


def _way(slip: Slip) -> Iterator[Block]:
    """For whoever chose low keys, past the stairs."""
    way = step_free(slip.site, slip.station, slip.view.service) if slip.look.low else None
    if way is not None:
        for language in dict.fromkeys((slip.language, Language.EN)):
            yield Line(text=spaced(way.say(language)), dots=slip.sizes.body, bold=True)


def _hours(slip: Slip) -> Iterator[Block]:
    """A break before its turn as a line; a day that may be too short in a box; what a child's matter needs."""
    remarks, dots = slip.remarks, slip.sizes.body
    if remarks.lunch is not None:
        start, end = (f"{moment:%H:%M}" for moment in remarks.lunch)
        for text in _both(slip, "slip.lunch", start=start, end=end):
            yield Line(text=text, dots=dots)
        yield Feed(dots=10)
    if remarks.tight is not None:
        said = _both(slip, "slip.tight", time=f"{remarks.tight:%H:%M}")
        yield Boxed(lines=tuple(Line(text=text, dots=dots) for text in said))
        yield Feed(dots=10)
    if remarks.child:
        for text in _both(slip, "slip.child"):
            yield Line(text=text, dots=dots)
        yield Feed(dots=10)


def _advice(slip: Slip) -> Iterator[Block]:
    keys = ("slip.quiet", "slip.missed") if not slip.offline else ("slip.offline", "slip.quiet", "slip.missed")
    for key in keys:
        for text in _both(slip, key, calls=slip.site.queue.min_calls):
            yield Line(text=text, dots=slip.sizes.body)
        yield Feed(dots=10)


def _code(slip: Slip) -> Iterator[Block]:
    if url := ticket_url(slip.site.hall, slip.token):
        yield QrCode(text=url)


def _foot(slip: Slip) -> Iterator[Block]:
    dots = slip.sizes.small
    for key in ("slip.papers", "slip.help"):
        text = _words(slip, key, phone=slip.site.hall.help_phone)
        yield Line(text=text, dots=dots, align=Align.CENTER)
    yield Rule()
    yield Fact(label=_words(slip, "slip.today"), value=slip.station.id, dots=dots, align=Align.RIGHT)
