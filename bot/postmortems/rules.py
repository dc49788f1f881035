"""What a postmortem may do next, and what is missing in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.core import tidy as tidying
from bot.core.errors import Conflict, Forbidden, Invalid, Missing

CARD = "postmortems.countdown"  # what shows a postmortem in the room of its incident
CANVAS = "postmortems.canvas"  # the copy of all of it in Slack
SHARED = "postmortems.shared"  # what was learned, where other teams read it
SHOWN = "postmortems.postmortem"  # what shows all of it to one person
TEXT = 3000  # characters of a text
LINE = 300  # characters of one factor, one why, one title
WHYS = 5
FACTORS = 20
REASON = 10  # characters that a reason has at least


class Status(StrEnum):
    """Where a postmortem stands."""

    DRAFT = "draft"
    """It is being written."""
    HELD = "held"
    """Its incident was reopened: it waits until that is resolved again."""
    REVIEW = "review"
    """It waits for the approval of whoever signs off."""
    PUBLISHED = "published"
    """It can be learned from; it is never deleted."""
    SKIPPED = "skipped"
    """None is needed, and it is recorded why."""
    SUPERSEDED = "superseded"
    """Another one took its place; it stays searchable."""


class Part(StrEnum):
    """A section that people write."""

    SUMMARY = "summary"
    """What happened, and who was affected."""
    CAUSE = "cause"
    """The trigger, what contributed, and why, five times."""
    LESSONS = "lessons"
    """What was learned, and what other teams should know."""


OPEN = (Status.DRAFT, Status.HELD, Status.REVIEW)
WRITABLE = (Status.DRAFT, Status.HELD, Status.REVIEW)
ACTIONS = "actions"  # the section that is made of action items
CALLED = {
    "summary": "summary",
    "cause": "root cause",
    "lessons": "lessons",
    ACTIONS: "action items",
}
SECTIONS = (*(part.value for part in Part), ACTIONS)
EMPTY: dict[Part, dict[str, Any]] = {
    Part.SUMMARY: {"what": "", "affected": ""},
    Part.CAUSE: {"trigger": "", "factors": [], "whys": []},
    Part.LESSONS: {"learned": "", "share": ""},
}
"""What a section holds before somebody wrote it."""
NEEDED = {
    Part.SUMMARY: ("what", "affected"),
    Part.CAUSE: ("trigger", "whys"),
    Part.LESSONS: ("learned",),
}
"""What has to be there for a section to count as written."""
ASKS = {
    "what": ("what", "Say what happened"),
    "affected": ("affected", "Say who was affected, and how; “nobody” is an answer"),
    "trigger": ("trigger", "Say what set it off"),
    "whys": ("why1", "Say why, at least once"),
    "learned": ("learned", "Say what was learned"),
}
"""The field of a form that each of them is typed into, and what to say there."""


class NoSuchPostmortem(Missing):
    """There is no {what}.{hint}"""  # noqa: D400, D415 (the hint ends it)


class WhichPostmortem(Missing):
    """Name a postmortem, or its incident, as in `{usage}`.{hint}"""  # noqa: D400, D415 (the hint ends it)


class NotDrafted(Missing):
    """{incident} has no postmortem: `/postmortem draft {incident}` opens one."""


class NoSuchSection(Missing):
    """A postmortem has no section “{said}”: name one, as in `{usage}`."""


class Passed(Conflict):
    """A postmortem is past what was asked; its present card says where it stands."""

    def __init__(self, *, card: str, **details: object) -> None:
        """Name the postmortem whose *card* shows the present state."""
        super().__init__(**details)
        self.card = (SHOWN, card)


class AlreadyDrafted(Passed):
    """{incident} has a postmortem already, {ref}: `/postmortem show {ref}`."""


class NotOver(Conflict):
    """{incident} is open: resolve it first, its postmortem is due from then on."""


class NothingToLearn(Conflict):
    """{incident} was {state}: there is nothing to write about it."""


class NotWritable(Passed):
    """{ref} is {state}: it can't be changed any more."""


class AlreadyOwns(Passed):
    """{who} owns {ref} already, and it is due then: nothing was changed."""


class AlreadySo(Passed):
    """{ref} is {state} already: nothing was changed."""


class Unfinished(Passed):
    """{ref} can't be published yet. Still empty: {missing}."""


class Overtaken(Conflict):
    """{who} has changed this since you opened it. What you wrote is still here."""

    def __init__(self, *, version: int, now: Mapping[str, Any], who: str) -> None:
        """Keep the *version* that it is now, and what it holds *now*."""
        super().__init__(who=who)
        self.version, self.now, self.who = version, now, who


class NotPublished(Passed):
    """{ref} is not published ({state}): only what is published is superseded."""


class ByItself(Conflict):
    """{ref} can't take its own place: name another one."""


class ByPrivate(Conflict):
    """{by} is private, {ref} is not: those who read {ref} may not know of it."""


class NotTheOwner(Forbidden):
    """{who} can do that.{hint}"""  # noqa: D400, D415 (the hint ends it)


def line(text: str, most: int = LINE) -> str:
    """Make one line of *text*, cut to what is kept."""
    return tidying.line(text)[:most]


def whole(text: str, field: str = "title") -> str:
    """Make one line of *text*, or refuse it where it would have to be cut."""
    said = tidying.line(text)
    if len(said) > LINE:
        raise Invalid(field, f"Keep it to {LINE} characters: it has {len(said)}")
    return said


def words(text: str) -> str:
    """Tidy a text of several lines, cut to what is kept."""
    return tidying.text(text)[:TEXT]


def reason(text: str, field: str = "reason") -> str:
    """Tidy a reason, or refuse one that says nothing."""
    tidy = words(text)
    if len(line(tidy)) < REASON:
        raise Invalid(field, f"Say why, in {REASON} characters or more")
    return tidy


def listed(text: str) -> list[str]:
    """Read one thing from each line of *text*, without the marks of a list."""
    lines = (line(re.sub(r"^\s*[-*•]\s+", "", one)) for one in text.splitlines())
    return [one for one in lines if one][:FACTORS]


def chained(whys: Sequence[str]) -> list[str]:
    """Give the whys in their order; an answer after a gap moves up."""
    return [one for one in map(line, whys) if one][:WHYS]


def tidy(part: Part, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what *part* keeps of what was *given*."""
    if part is Part.CAUSE:
        return {
            "trigger": words(str(given.get("trigger", ""))),
            "factors": listed("\n".join(given.get("factors", []))),
            "whys": chained(given.get("whys", [])),
        }
    return {name: words(str(given.get(name, ""))) for name in EMPTY[part]}


def written(part: Part, content: Mapping[str, Any]) -> bool:
    """Tell whether a section says what it has to say."""
    return all(content.get(name) for name in NEEDED[part])


def require_written(part: Part, content: Mapping[str, Any]) -> None:
    """Refuse a section that does not say what it has to, at the field that is empty."""
    for name in NEEDED[part]:
        if not content.get(name):
            raise Invalid(*ASKS[name])


def missing(contents: Mapping[Part, Mapping[str, Any]], actions: int) -> list[str]:
    """Name the sections that are empty, in their order."""
    parts = [part.value for part in Part if not written(part, contents.get(part, {}))]
    return parts if actions else [*parts, ACTIONS]


def step(day: int, days: int) -> str:
    """Tell who is asked on a business day: `owner`, `channel`, `lead`; empty: nobody.

    The owner half-way, the day before and on the day; the channel once it is overdue,
    the lead too from the day after.
    """
    left = days - day
    if left < 0:
        return "channel" if left == -1 else "lead"
    half = (days + 1) // 2
    return "owner" if day and (left in (0, 1) or day == half) else ""
