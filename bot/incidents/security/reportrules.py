"""What a report of a security incident says, and when who must be told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core import tidy
from bot.core.errors import Conflict, Invalid, Missing

TEXT, LINE = 3000, 200  # characters of one field
WHOM = 80  # characters of who must be told
NOTICES = 20  # that one report may have

Content = dict[str, str]


class Kind(StrEnum):
    """What sort of attack it was."""

    PHISHING = "phishing"
    """Somebody was led to give something away."""
    MALWARE = "malware"
    """Software of the attacker's ran."""
    ACCESS = "unauthorised access"
    """Somebody was where they may not be."""
    EXPOSURE = "data exposure"
    """Data could be read by who may not."""
    DENIAL = "denial of service"
    """It was made unreachable."""
    OTHER = "other"
    """None of these."""


class Section(StrEnum):
    """A part of the report that people write; containment is told by the record."""

    CLASSIFICATION = "classification"
    """What sort of attack it was, in a sentence or two."""
    IMPACT = "impact"
    """What was accessed or lost: which data, of how many people, in which systems."""
    DETECTION = "detection"
    """How it was noticed."""
    ERADICATION = "eradication"
    """How what let them in, and what they left, was removed."""
    NOTIFICATION = "notification"
    """Why nobody else must be told; not needed once somebody is named."""
    EVIDENCE = "evidence"
    """What is kept, where, and by whom."""
    LESSONS = "lessons"
    """What is done differently from now on."""


class Status(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    """It is being written."""
    REVIEW = "review"
    """It waits for approval."""
    APPROVED = "approved"
    """It was approved exactly as it stands."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a section's form."""

    name: str
    label: str
    hint: str = ""
    many: bool = True
    choices: tuple[str, ...] = ()


FORMS: dict[Section, tuple[Field, ...]] = {
    Section.CLASSIFICATION: (
        Field(name="kind", label="What was it?", choices=tuple(Kind)),
        Field(name="what", label="In a few sentences"),
    ),
    Section.IMPACT: (
        Field(
            name="data",
            label="Which data was accessed or lost?",
            hint="For example names, mail addresses, passwords, payment data; or none.",
        ),
        Field(
            name="people",
            label="Of how many people?",
            hint="A number, or an estimate.",
            many=False,
        ),
        Field(name="systems", label="In which systems?", many=False),
    ),
    Section.DETECTION: (Field(name="how", label="How was it noticed, and by whom?"),),
    Section.ERADICATION: (
        Field(
            name="how",
            label="How was it removed?",
            hint="What let them in, and what they left.",
        ),
    ),
    Section.NOTIFICATION: (Field(name="why", label="Why must nobody else be told?"),),
    Section.EVIDENCE: (Field(name="where", label="What is kept, where, by whom?"),),
    Section.LESSONS: (
        Field(name="learned", label="What is done differently from now on?"),
    ),
}


class NoReport(Missing):
    """There is no report of {ref} yet: `/incident report {ref}` begins it."""


class NoSuchSection(Missing):
    """A report has no section “{said}”. There are {sections}."""


class Unfinished(Conflict):
    """The report of {ref} is not whole yet: {missing}."""


class Waits(Conflict):
    """The report of {ref} is {state} already: a change of it takes that back."""


class ToldAlready(Conflict):
    """{whom} was told already, {when}, as {by} noted."""


class TooMany(Conflict):
    """The report of {ref} names {most} already: no more can be kept track of."""


def section(words: str, sections: Mapping[str, Section] | None = None) -> Section:
    """Read which section is meant, by its name or how that begins."""
    said = words.strip().casefold()
    known = sections or {one.value: one for one in Section}
    begun = [one for name, one in known.items() if said and name.startswith(said)]
    if len(begun) == 1:
        return begun[0]
    raise NoSuchSection(said=words.strip()[:30], sections=", ".join(known))


def written(part: Section, given: Mapping[str, str]) -> Content:
    """Tidy what was filled in, or refuse it beside its field."""
    content: Content = {}
    for field in FORMS[part]:
        most = TEXT if field.many else LINE
        said = tidy.text(given.get(field.name, ""))[:most]
        if not said:
            raise Invalid(field.name, "Say something, if only that it is not known")
        if field.choices and said not in field.choices:
            raise Invalid(field.name, f"There are {', '.join(field.choices)}")
        content[field.name] = said
    return content


def missing(sections: Mapping[str, Content], notices: int) -> list[str]:
    """Name what has to be written before the report can be approved."""
    needed = [s for s in Section if s is not Section.NOTIFICATION or not notices]
    called = {Section.NOTIFICATION: "who must be told, or why nobody must"}
    return [called.get(one, one.value) for one in needed if not sections.get(one)]
