"""SMS by a plain HTTP form, for a hall's own small bridge to its provider.

POST {url} with `Authorization: Bearer {token}` and `{"id", "to", "text"}`: `to` is E.164, `id` the same for the same
letter however often it is posted, so the bridge sends it once. The answer, and that to GET {url}/{ref}:
`{"ref": …, "state": "sent" | "delivered" | "failed", "detail": a plain word}`.
"""

from __future__ import annotations

import urllib.parse
from enum import StrEnum

import msgspec
from msgspec import Struct

from lobby.contract.channels import ChannelState
from lobby.messages.http_door import Refused, ask
from lobby.messages.letter import GatewayDown, Letter, Outcome


class SmsState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class Sms(Struct, frozen=True, kw_only=True):
    """What is posted."""

    id: str
    to: str
    text: str


class SmsReport(Struct, frozen=True, kw_only=True):
    """What is answered."""

    ref: str
    state: SmsState
    detail: str = ""


class SmsHttp:
    """A gateway (`lobby.messages.letter.Gateway`)."""

    reports = True

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        self._url, self._token, self._timeout_s = url.rstrip("/"), token, timeout_s

    def send(self, letter: Letter) -> Outcome:
        return self._told(self._url, Sms(id=letter.id, to=letter.phone, text=letter.text))

    def report(self, ref: str) -> Outcome:
        return self._told(f"{self._url}/{urllib.parse.quote(ref, safe='')}")

    def _told(self, url: str, sms: Sms | None = None) -> Outcome:
        try:
            report = msgspec.json.decode(ask(url, self._token, self._timeout_s, sms), type=SmsReport)
        except Refused as refused:
            return Outcome(state=ChannelState.FAILED, detail=str(refused))
        except msgspec.MsgspecError:
            raise GatewayDown("not-understood") from None
        return Outcome(state=ChannelState(report.state), ref=report.ref, detail=_plain(report.detail))


def _plain(detail: str) -> str:
    """A provider may quote the number in its reason: only a word without figures comes in."""
    return detail if detail.replace("-", "").isalpha() and len(detail) <= 40 else ""
