"""Which gateway a hall has, by its site file and the secret beside its data."""

from __future__ import annotations

from pathlib import Path

from config.rules import GatewayKind, Messages
from lobby.contract.channels import ChannelState
from lobby.messages.letter import Gateway, Letter, Outcome
from lobby.messages.sender import Sender
from lobby.messages.simulated import SimulatedGateway
from lobby.messages.sms_http import SmsHttp

SECRET_FILE = "messages.secret"


class NoGateway(Exception):
    """The gateway of the site file can't be used; the text says what to do."""


class Nowhere:
    """The gateway of a hall that has none: a letter from before it was taken away has failed."""

    reports = False

    def send(self, letter: Letter) -> Outcome:
        del letter
        return Outcome(state=ChannelState.FAILED, detail="no-gateway")

    def report(self, ref: str) -> Outcome:
        return Outcome(state=ChannelState.FAILED, ref=ref, detail="no-gateway")


def gateway_of(messages: Messages, data: Path) -> Gateway | None:
    """None: this hall sends no messages. Raises NoGateway."""
    match messages.gateway:
        case GatewayKind.NONE:
            return None
        case GatewayKind.SIMULATED:
            return SimulatedGateway(data)
        case GatewayKind.SMS_HTTP:
            return SmsHttp(messages.url, secret_in(data), messages.timeout_s)
        case GatewayKind.APPRISE:
            return _apprise(secret_in(data))


def sender_of(messages: Messages, data: Path) -> Sender:
    """What posts the hall's letters. Raises NoGateway."""
    return Sender(gateway_of(messages, data) or Nowhere(), messages.report_s)


def secret_in(data: Path) -> str:
    """The token, or the address with its passwords, that `kapok messages secret` keeps. Raises NoGateway."""
    try:
        return (data / SECRET_FILE).read_text("utf-8").strip()
    except FileNotFoundError:
        raise NoGateway("the messages' gateway has no secret yet: kapok messages secret") from None


def _apprise(address: str) -> Gateway:
    """Its many services take a moment to load: only where they are wanted."""
    from lobby.messages.apprise_door import AppriseGateway, NoSuchService

    try:
        return AppriseGateway(address)
    except NoSuchService as error:
        raise NoGateway(str(error)) from None
