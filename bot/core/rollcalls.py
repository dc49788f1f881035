"""Roll calls, as the policy writes them: who is asked, and how often again."""

from bot.core.allowed import Contact, Said, Table
from bot.core.durations import ClockDuration


class Asks(Table):
    """One who is asked in a roll call: a team, a service; a person or channel of it."""

    name: Said
    contact: Contact = ""


class RollCalls(Table):
    """Who is asked when many may be affected, and how often again while silent."""

    rows: tuple[Asks, ...]
    chase_every: ClockDuration
