"""Furnishing: what stands in the room of an incident, from the first moment on."""

from bot.core.work import Work
from bot.incidents.change import guide, show
from bot.incidents.rules import CARD
from bot.incidents.store import Incident


def furnish(work: Work, incident: Incident) -> None:
    """Have Slack show it in a room: that first, then everything else side by side."""
    id_, room = incident.id, incident.room
    work.want("room", "incidents.room", id_)
    show(work, incident, topic=True)
    guide(work, incident)
    work.want("purpose", "incidents.purpose", id_, parent=room)
    work.want("members", "incidents.members", id_, parent=room)
    card = f"{CARD}:{id_}"
    work.want("pin", "incidents.pin", id_, parent=card)
    work.want("bookmark", "incidents.bookmark", id_, parent=card)
    for index, _ in enumerate(work.policy.room.bookmarks):
        work.want(
            "bookmark",
            "incidents.link",
            f"{id_}:{index}",
            key=f"bookmark:{id_}:{index}",
            parent=room,
        )
