"""What can have happened to a report of security. Fields are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.facts import OfIncident


@dataclass(frozen=True, kw_only=True)
class Wanted(OfIncident):
    """It is resolved, and nobody has written its report."""

    name = "incidents.report_wanted"
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class Written(OfIncident):
    """Somebody wrote a section of the report."""

    name = "incidents.report_written"
    part: str
    content: dict[str, str]
    edition: int


@dataclass(frozen=True, kw_only=True)
class Submitted(OfIncident):
    """The report waits for the approval of exactly what hashes to `digest`."""

    name = "incidents.report_submitted"
    role: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Approved(OfIncident):
    """The report was approved exactly as it was submitted."""

    name = "incidents.report_approved"
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Returned(OfIncident):
    """The report is a draft again; `how` the approval ended, and why."""

    name = "incidents.report_returned"
    how: str
    reason: str = ""
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class OfNotice(OfIncident):
    """What every fact says about somebody who must be told."""

    name = ""
    notice: str
    number: int
    addressee: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeAdded(OfNotice):
    """Somebody outside must be told, by a time."""

    name = "incidents.notice_added"


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(OfNotice):
    """They were told."""

    name = "incidents.notice_given"
    told_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeDue(OfNotice):
    """Nobody has noted that they were told, and the time comes, or has passed."""

    name = "incidents.notice_due"
    lead: str = ""
    late: bool = False
