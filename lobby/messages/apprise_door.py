"""Any messaging service that apprise knows, by one of its addresses with `{phone}` where the number goes."""

from __future__ import annotations

import logging

import apprise

from lobby.contract.channels import ChannelState
from lobby.messages.letter import GatewayDown, Letter, Outcome

PHONE = "{phone}"
TALKERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Their loggers would name the address with the number and the password in it."""


class NoSuchService(Exception):
    """Apprise knows no service of this address."""


class AppriseGateway:
    """A gateway (`lobby.messages.letter.Gateway`). It tells that a letter was taken, never that it arrived."""

    reports = False

    def __init__(self, address: str) -> None:
        """`address`: e.g. `d7sms://user:password@{phone}`. Raises NoSuchService."""
        for name in TALKERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._address = address
        if PHONE not in address or self._service("+8613800000000") is None:
            raise NoSuchService(f"the messages' secret is no address that apprise knows with {PHONE} in it")

    def _service(self, phone: str) -> apprise.NotifyBase | None:
        return apprise.Apprise.instantiate(self._address.replace(PHONE, phone.removeprefix("+")))

    def send(self, letter: Letter) -> Outcome:
        service = self._service(letter.phone)
        if service is None or not service.notify(body=letter.text):
            raise GatewayDown("not-taken")
        return Outcome(state=ChannelState.SENT)

    def report(self, ref: str) -> Outcome:
        return Outcome(state=ChannelState.SENT, ref=ref)
