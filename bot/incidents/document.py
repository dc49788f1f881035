"""The document of an exported incident: what its template reads. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from bot.core import times, walls
from bot.core.policy import Policy
from bot.incidents.security.reportrules import FORMS

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
CHANNEL = re.compile(r"<#[CG][A-Z0-9]+\|([^>]+)>")
LINK = re.compile(r"<((?:https?://|mailto:|tel:)[^|>\s]+)(?:\|([^>]*))?>")
OTHERS = {"clock": "Longwatch", "erased": "somebody (erased)", "slack": "Slack"}
NEVER = "\N{EN DASH}"


class Said(dict[str, Any]):
    """What a record says; what was erased of it says that."""

    def __missing__(self, key: str) -> str:
        """Stand for a field that is not there."""
        return "(erased)"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How ids, moments and typed text are read in a document."""

    names: Mapping[str, str]
    place: tzinfo

    def who(self, id_: str) -> str:
        """Call somebody by name."""
        return self.names.get(id_) or OTHERS.get(id_, id_)

    def when(self, moment: str | None) -> str:
        """Date a moment by the team's clock."""
        try:
            return times.dated(datetime.fromisoformat(moment or ""), self.place)
        except ValueError:  # it has not happened, or was erased
            return moment or NEVER

    def words(self, text: str) -> str:
        """Read what Slack makes of typed text: people, channels and links."""
        named = MENTION.sub(lambda found: f"@{self.who(found[1])}", text)
        return LINK.sub(_link, CHANNEL.sub(r"#\1", named))


def readable(told: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    """Give what `export` told as its document reads it: people by name, times dated."""
    place = walls.zone(policy.business.zone)
    wording = Wording(names=told["people"], place=place)
    entries = [_entry(record) for record in told["records"]]
    return {
        **told,
        "means": policy.severities[told["incident"]["severity"]].means,
        "zone": policy.business.zone,
        "entries": entries,
        "roles": [
            {"name": role.name, "person": told["incident"]["roles"][key]}
            for key, role in policy.responders.items()
            if key in told["incident"].get("roles", {})
        ],
        "strikes": {e["data"]["entry"]: e for e in entries if e["name"] == "struck"},
        "report_forms": FORMS,
        "who": wording.who,
        "when": wording.when,
        "words": wording.words,
    }


def _entry(record: Mapping[str, Any]) -> dict[str, Any]:
    name = record["name"].partition(".")[2]
    return {**record, "name": name, "data": Said(record["data"])}


def _link(found: re.Match[str]) -> str:
    """Write a link as it reads: the address, after its label if it has one.

    Slack makes links of what people type, and labels some with what was typed.
    """
    address, label = found[1], found[2] or ""
    return (
        f"{label} ({address})" if label and label not in address else label or address
    )
