"""A number is carried away on a phone: by the code of its page, or by messages (J01 5, J03, J06)."""

from __future__ import annotations

from config.rules import GatewayKind
from kiosk.flow import OVER, Around, Turn, stay
from kiosk.steps.before import Before
from kiosk.steps.phone import PhonePad
from kiosk.views import OnPhoneView, View
from lobby.contract.tickets import TicketView


class OnPhone(Before, frozen=True, kw_only=True):
    """The code, as large as it goes."""

    ticket: TicketView
    token: str
    url: str

    def tapped(self, name: str, around: Around) -> Turn:
        if name == "phone" and messages(around):
            return stay(PhonePad(behind=self.behind, token=self.token))
        return OVER if name == "done" else stay(self)

    def view(self, around: Around) -> View:
        service = around.site.service(self.ticket.service)
        return OnPhoneView(
            label=self.ticket.label,
            service=service.name,
            ticket_url=self.url,
            messages=messages(around),
            paused=sends(around) and around.facts.messages_paused,
        )


def messages(around: Around) -> bool:
    """Nobody is promised a message that does not go out now."""
    return sends(around) and not around.facts.messages_paused


def sends(around: Around) -> bool:
    """Does this hall send messages, and can it be asked for them now?"""
    return around.facts.online and around.site.messages.gateway is not GatewayKind.NONE
