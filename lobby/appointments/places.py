"""Where a person stands who comes after the priority of an appointment is gone, by the site's policy."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from config.hours import Hours
from config.rules import LateBooked
from lobby.appointments.kept import Appointment
from lobby.hall import Hall
from lobby.queueing.places import after_next, place_of

NOON = time(12)


def late_place(hall: Hall, appointment: Appointment) -> int:
    """Never before those who wait by now, but for `after-next`."""
    arrival = hall.new_place()
    match hall.site.appointments.late:
        case LateBooked.AFTER_NEXT:
            return after_next(hall.tickets.queue(appointment.service), hall.site.queue.requeue_after, arrival)
        case LateBooked.END_OF_SLOT:
            return max(arrival, place_of(appointment.end))
        case LateBooked.END_OF_HALF_DAY:
            hours = hall.service(appointment.service).hours or hall.site.hours
            end = end_of_half_day(hours, appointment.start.astimezone(hall.site.hall.zone_info))
            return max(arrival, place_of(end))
    return arrival


def end_of_half_day(hours: Hours, local: datetime) -> datetime:
    """When the stretch of opening ends in which a moment (hall time) lies; where no hours say so, noon or midnight."""
    if span := hours.span_at(local):
        return datetime.combine(local.date(), span.end, local.tzinfo)
    if local.time() < NOON:
        return datetime.combine(local.date(), NOON, local.tzinfo)
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
