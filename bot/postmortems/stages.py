"""What an action item is, and the way it goes. Pure."""

from enum import StrEnum

from bot.core.errors import Conflict, Missing


class Kind(StrEnum):
    """What an action item is for."""

    PREVENT = "prevent"
    """Prevent that it happens again."""
    DETECT = "detect"
    """Notice it sooner."""
    DOCUMENT = "document"
    """Write down what nobody could look up."""
    TRAIN = "train"
    """Teach what nobody had practised."""
    DECISION = "decision"
    """An architecture decision record to write."""
    GATE = "gate"
    """A check to add that would have caught it."""
    IDEA = "idea"
    """An improvement from elsewhere."""


class Source(StrEnum):
    """Where an item of the backlog came from."""

    POSTMORTEM = "postmortem"
    """A postmortem."""
    PERSON = "person"
    """Somebody of the team."""
    METRIC = "metric"
    """A metric that missed its target."""
    FEEDBACK = "feedback"
    """What users said."""
    TREND = "trend"
    """What the industry does."""


class Stage(StrEnum):
    """How far an action item is."""

    IDENTIFIED = "identified"
    """It is known that it should be done."""
    PRIORITISED = "prioritised"
    """It is decided that, and by when, it is done."""
    IMPLEMENTED = "implemented"
    """It is done; whether it helps is to be seen."""
    VALIDATED = "validated"
    """It was seen to help."""
    STANDARDISED = "standardised"
    """It is how things are done everywhere."""
    DROPPED = "dropped"
    """It will not be done, and it is recorded why."""


WAY = tuple(stage for stage in Stage if stage is not Stage.DROPPED)
WAITING = (Stage.IDENTIFIED, Stage.PRIORITISED)
"""Where it is asked for when it is due."""
GOING = (*WAITING, Stage.IMPLEMENTED, Stage.VALIDATED)
"""What the backlog shows."""
NEXT = {
    Stage.IDENTIFIED: "Prioritise",
    Stage.PRIORITISED: "Implemented",
    Stage.IMPLEMENTED: "Validated",
    Stage.VALIDATED: "Standardised",
}
"""What is pressed to bring it one step on, by where it is."""
SAID = {
    Kind.PREVENT: "prevent recurrence",
    Kind.DETECT: "improve detection",
    Kind.DOCUMENT: "improve documentation",
    Kind.TRAIN: "improve training",
    Kind.DECISION: "decision record to write",
    Kind.GATE: "gate to add",
    Kind.IDEA: "improvement",
}


class NoSuchItem(Missing):
    """There is no {what}. `/ops backlog` shows what there is."""


class NoSuchStage(Missing):
    """“{said}” is no step of an action item. There are {stages}."""


class AtItsEnd(Conflict):
    """{ref} is {state} already: nothing was changed."""


class Unplanned(Conflict):
    """{ref} needs an owner and a day first: press Plan on it."""


class SayWhy(Conflict):
    """To drop {ref}, say why: press Drop on it."""


OVERDUE = -3  # business days from which on the lead is asked too
KINDS = {
    **{kind.value: kind for kind in Kind},
    "prevention": Kind.PREVENT,
    "recurrence": Kind.PREVENT,
    "detection": Kind.DETECT,
    "documentation": Kind.DOCUMENT,
    "docs": Kind.DOCUMENT,
    "training": Kind.TRAIN,
    "adr": Kind.DECISION,
    "check": Kind.GATE,
}
"""What each kind is called when it is typed."""


def kind(text: str) -> tuple[Kind | None, str]:
    """Take the kind off the beginning of `prevent: bound the pool`."""
    word, mark, rest = text.partition(":")
    found = KINDS.get(word.strip().casefold()) if mark else None
    return (found, rest.strip()) if found else (None, text)


def source(text: str) -> tuple[Source, str]:
    """Take the source off the beginning of `feedback: nobody finds the export`."""
    word, mark, rest = text.partition(":")
    said = word.strip().casefold()
    known = {one.value: one for one in Source if one is not Source.POSTMORTEM}
    return (
        (known[said], rest.strip())
        if mark and said in known
        else (
            Source.PERSON,
            text,
        )
    )


def step(left: int) -> str:
    """Tell how it is asked for, so many business days before it is due; "": not."""
    if left < 0:
        return "lead" if left <= OVERDUE else "overdue"
    return {0: "day", 1: "before"}.get(left, "")


def following(stage: Stage) -> Stage | None:
    """Give the step that follows, None at the end of the way."""
    if stage not in WAY or stage is WAY[-1]:
        return None
    return WAY[WAY.index(stage) + 1]
