"""What each metric is called, what it means and what is aimed at. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.core.targets import Targets

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PERCENT = "%"


class Key(StrEnum):
    """The name of each metric in data; none is ever given another meaning."""

    AVAILABILITY = "availability"
    """How much of the time users could work."""
    MTTA = "mtta"
    """How long until somebody answers."""
    MTTR = "mttr"
    """How long until it works again."""
    MTBF = "mtbf"
    """How long between two failures."""
    SATISFACTION = "support_satisfaction"
    """What those who asked for support say of it."""
    BACKUPS = "backup_success"
    """Whether what was to be kept is kept."""
    PATCHES = "patch_compliance"
    """Whether patches come in time."""
    FOLLOW_UPS = "follow_up_age"
    """How long what was learned waits."""
    NUDGES = "nudge_to_done"
    """How long a duty waits once it was asked for."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said of a metric: `unit` is that of its value."""

    title: str
    definition: str
    unit: str
    upper: str
    """What its numerator is, and in which unit."""
    lower: str
    """What its denominator is."""
    rises: bool
    """Whether more is better."""
    without: str
    """Why there may be no data."""

    @property
    def factor(self) -> int:
        """Give what the quotient is multiplied with."""
        return 100 if self.unit == PERCENT else 1


SPREAD = "p50 and p90 lie in proportion between the two nearest."
NO_SURFACE = "duties are of no single surface"
NONE_YET = "nothing here records it yet"
ABOUT: Mapping[Key, About] = {
    Key.AVAILABILITY: About(
        title="Availability",
        definition="1 minus (minutes in which a SEV-1 or SEV-2 that users saw was "
        "open, from started to resolved, overlaps once) ÷ minutes of the period. With "
        "less than a day of it on record, it is shown and not judged.",
        unit=PERCENT,
        upper="minutes without such an incident",
        lower="minutes of the period",
        rises=True,
        without="no incident was on record by the end of the period",
    ),
    Key.MTTA: About(
        title="Mean time to acknowledge (MTTA)",
        definition="The mean of acknowledged minus detected, over the incidents that "
        f"were acknowledged in the period; {SPREAD}",
        unit="minutes",
        upper="minutes from detected to acknowledged, added up",
        lower="incidents acknowledged",
        rises=False,
        without="no incident was acknowledged in the period",
    ),
    Key.MTTR: About(
        title="Mean time to resolve (MTTR)",
        definition="The mean of resolved minus detected, over the incidents that were "
        f"resolved in the period; {SPREAD}",
        unit="minutes",
        upper="minutes from detected to resolved, added up",
        lower="incidents resolved",
        rises=False,
        without="no incident was resolved in the period",
    ),
    Key.MTBF: About(
        title="Mean time between failures (MTBF)",
        definition="(The period minus the time in which an incident that users saw was "
        "open, overlaps once) ÷ the number of such incidents that started in it.",
        unit="hours",
        upper="hours without such an incident",
        lower="such incidents that started",
        rises=True,
        without="no incident that users saw started in the period",
    ),
    Key.SATISFACTION: About(
        title="Support satisfaction",
        definition="The mean of the answers, 1 to 5, in the period.",
        unit="of 5",
        upper="answers, added up",
        lower="answers",
        rises=True,
        without=NONE_YET,
    ),
    Key.BACKUPS: About(
        title="Backup success",
        definition="Backups that were verified ÷ backups due in the period.",
        unit=PERCENT,
        upper="backups verified",
        lower="backups due",
        rises=True,
        without=NONE_YET,
    ),
    Key.PATCHES: About(
        title="Patch compliance",
        definition="Patch duties done in time ÷ patch duties due in the period. In "
        "time is confirmed by when it is due, or was postponed to; what was skipped "
        "with a reason was not due, what was missed was.",
        unit=PERCENT,
        upper="patch duties done in time",
        lower="patch duties due",
        rises=True,
        without=f"no patch duty was due in the period; {NO_SURFACE}",
    ),
    Key.FOLLOW_UPS: About(
        title="Follow-up age",
        definition="The mean age of the action items of postmortems that are not yet "
        f"implemented at the end of the period; {SPREAD}",
        unit="days",
        upper="days since each was added, added up",
        lower="open action items",
        rises=False,
        without="no action item of a postmortem was open at the end of the period",
    ),
    Key.NUDGES: About(
        title="Nudge to done",
        definition="The mean time from the first nudge of a duty to its confirmation, "
        "over the duties confirmed in the period that somebody was asked for; "
        f"{SPREAD}",
        unit="hours",
        upper="hours from the first nudge to the confirmation, added up",
        lower="duties confirmed",
        rises=False,
        without=f"no duty that was asked for was confirmed in the period; {NO_SURFACE}",
    ),
}


def plain(words: str) -> str:
    """Give what the names of metrics are compared by: their words, in small letters."""
    return " ".join(re.findall(r"[^\W_]+", words.casefold()))


NAMES = [
    *((key, plain(key)) for key in Key),
    *((key, plain(about.title)) for key, about in ABOUT.items()),
]
"""Each metric by every name that it has."""


class Sense(StrEnum):
    """On which side of its target a metric should be."""

    ABOVE = "above"
    """More than that."""
    BELOW = "below"
    """Less than that."""
    LEAST = "at least"
    """That, or more."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is aimed at, in the unit of the metric."""

    sense: Sense
    value: float

    def met(self, value: float | None) -> bool | None:
        """Tell whether *value* is as it should be; None of no data."""
        if value is None:
            return None
        if self.sense is Sense.ABOVE:
            return value > self.value
        return value < self.value if self.sense is Sense.BELOW else value >= self.value


def target(key: Key, aims: Targets) -> Target:
    """Give what the policy aims at."""
    sense = Sense.ABOVE if ABOUT[key].rises else Sense.BELOW
    value = {
        Key.AVAILABILITY: aims.availability,
        Key.MTTA: aims.acknowledge.elapsed / MINUTE,
        Key.MTTR: aims.resolve.elapsed / MINUTE,
        Key.MTBF: aims.between_failures.elapsed / HOUR,
        Key.SATISFACTION: aims.satisfaction,
        Key.BACKUPS: aims.backups,
        Key.PATCHES: aims.patches,
        Key.FOLLOW_UPS: aims.follow_up_age.elapsed / DAY,
        Key.NUDGES: aims.nudge_to_done.elapsed / HOUR,
    }[key]
    if key is Key.BACKUPS:
        sense = Sense.LEAST
    return Target(sense=sense, value=value)
