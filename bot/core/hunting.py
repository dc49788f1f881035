"""Bug hunts, as the policy writes them: how long, where, and which is proposed next."""

from bot.core.allowed import RoomName, Table
from bot.core.durations import ClockDuration


class Hunts(Table):
    """How long a hunt lasts, what its room is called, and which one is proposed."""

    lasts: ClockDuration
    longest: ClockDuration
    room: RoomName
    looks_back: ClockDuration
    rests: ClockDuration
