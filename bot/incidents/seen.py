"""What people did to the room of an incident in Slack itself. Fields are only added."""

from dataclasses import dataclass

from bot.incidents.facts import OfIncident


@dataclass(frozen=True, kw_only=True)
class Entered(OfIncident):
    """Someone came into the room."""

    name = "incidents.entered"
    person: str


@dataclass(frozen=True, kw_only=True)
class Left(OfIncident):
    """Someone left the room."""

    name = "incidents.left"
    person: str


@dataclass(frozen=True, kw_only=True)
class Renamed(OfIncident):
    """A person renamed the room, or gave it another topic: theirs from now on."""

    name = "incidents.renamed"
    what: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Filed(OfIncident):
    """A file of a message on the timeline was kept; `path` is below the data folder."""

    name = "incidents.filed"
    file: str
    called: str
    sha256: str
    size: int
    path: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Requoted(OfIncident):
    """A message on the timeline was edited by whoever wrote it."""

    name = "incidents.requoted"
    entry: str
    text: str
    link: str = ""
