"""Files of services, CSV and TOML, read into entries, or what is wrong where."""

from bot.core import tabular
from bot.core.tabular import BIGGEST, MOST, Entry, Mistake, Shape, Unreadable
from bot.services import rules

__all__ = ["BIGGEST", "MOST", "Entry", "Mistake", "Unreadable", "entries"]

SHAPE = Shape(
    noun="service",
    keys=rules.KEYS,
    needed=rules.NEEDED,
    also={
        **dict.fromkeys(("service", "title"), "name"),
        **dict.fromkeys(("standby_class", "class"), "standby"),
        **dict.fromkeys(("rpo_objective",), "rpo"),
        **dict.fromkeys(("rto_objective",), "rto"),
        **dict.fromkeys(("dr_plan", "disaster_recovery_plan"), "plan"),
    },
    read=rules.read,
    named=rules.slugged,
    example="1h",
)


def entries(text: str, kind: str = "") -> list[Entry]:
    """Read a file of the *kind* csv or toml; without one it is told by its look."""
    return tabular.entries(SHAPE, text, kind)
