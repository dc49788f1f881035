"""What can have happened to an incident of a compromised key. Fields are only added."""

from dataclasses import dataclass

from bot.incidents.facts import OfIncident


@dataclass(frozen=True, kw_only=True)
class CommunicationDrafted(OfIncident):
    """Words for whoever is affected were drafted; nobody was sent them."""

    name = "incidents.communication_drafted"
    called: str
    text: str
    task_ref: str
    begun: str


@dataclass(frozen=True, kw_only=True)
class LeakTakenBack(OfIncident):
    """What the incident began with was taken back, and the incident goes on."""

    name = "incidents.leak_taken_back"
    called: str
    reason: str
