"""What a device of a kind may or may not be able to do; asked, never tried out (`Driver.capabilities`)."""

from enum import StrEnum


class Capability(StrEnum):
    """A word a model, or one device after its probe, claims. What is not claimed answers a job with `unsupported`."""

    TRIGGER = "trigger"
    """A scanner looks when told to."""
    READS_ADDRESS = "reads-address"
    READS_PHOTO = "reads-photo"
    READS_SERIAL = "reads-serial"
    """A reader names its security module."""
    CUTS = "cuts"
    PROVES_PRINT = "proves-print"
    """A printer says itself when a slip is on paper."""
    SEES_SLIP = "sees-slip"
    """A printer knows whether the slip still hangs in its slot."""
    RETRACTS = "retracts"
    MEASURES_PAPER = "measures-paper"
    READS_DOORS = "reads-doors"
    SENSES_ITEMS = "senses-items"
    """A lock board knows whether something lies in a compartment."""
    REPORTS_DOORS = "reports-doors"
    """A lock board tells a door's change without being asked."""
    SHOWS_TEXT = "shows-text"
    SHOWS_NUMBER = "shows-number"
    SHOWS_COLOURS = "shows-colours"
    DIMS = "dims"
    BLINKS = "blinks"
    """An indicator blinks by itself."""
