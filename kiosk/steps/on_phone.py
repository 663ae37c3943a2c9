"""A number is carried away on a phone, by the code of its page (J01 5, J06)."""

from __future__ import annotations

from kiosk.flow import OVER, Around, Turn, stay
from kiosk.steps.before import Before
from kiosk.views import OnPhoneView, View
from lobby.contract.tickets import TicketView


class OnPhone(Before, frozen=True, kw_only=True):
    """The code, as large as it goes."""

    ticket: TicketView
    url: str

    def tapped(self, name: str, around: Around) -> Turn:
        return OVER if name == "done" else stay(self)

    def view(self, around: Around) -> View:
        service = around.site.service(self.ticket.service)
        return OnPhoneView(label=self.ticket.label, service=service.name, ticket_url=self.url)
