"""Reading what Slack sends: forms into typed values, text as it was typed."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """Give a message's or a command's text as it was typed.

    Links, channels and the like are plain again, and so are & < >. People stay ids,
    `<@U1|dana>`: what is done with them hangs on who they are.
    """
    return html.unescape(MARKUP.sub(_plain, text))


def mentioned(text: str) -> list[str]:
    """Give the ids of the people whom *text* names."""
    return [found[1] for found in PERSON.finditer(text)]


def named(text: str, names: Mapping[str, str]) -> str:
    """Call the people in *text* by name; *names* has those that Slack left out."""

    def name(found: re.Match[str]) -> str:
        known = found[2] or names.get(found[1])
        return f"@{known}" if known else found[0]

    return PERSON.sub(name, text)


def _plain(markup: re.Match[str]) -> str:
    sign, target, label = markup[1], markup[2], markup[3] or ""
    if sign == "@":
        return markup[0]
    if sign == "#":
        return f"#{label}" if label else "a channel"
    if sign == "!":  # @here, a group, a date with its fallback
        said = label or target.partition("^")[0]
        return said if said.startswith("@") or label else f"@{said}"
    return label if label and target.endswith(label) else target


@dataclass(frozen=True)
class Form:
    """The values of a submitted view, read by the names of their fields."""

    view: Mapping[str, Any]

    @property
    def keeps(self) -> str:
        """Give the id that the form was opened for, or an empty text."""
        return str(self.view.get("private_metadata") or "")

    @property
    def closes(self) -> dict[str, Any]:
        """Give the answer that closes it, with the windows below that led to it."""
        return {"response_action": "clear"} if self.view.get("previous_view_id") else {}

    @property
    def fields(self) -> tuple[str, ...]:
        """Give the names of the fields that it has."""
        return tuple(self.view["state"]["values"])

    def text(self, field: str) -> str:
        """Read what was typed, empty when nothing was."""
        return str(self._element(field).get("value") or "")

    def choice(self, field: str) -> str | None:
        """Read the value of the one option that was chosen."""
        option = self._element(field).get("selected_option") or {}
        return option.get("value")

    def choices(self, field: str) -> frozenset[str]:
        """Read the values of all boxes that were ticked."""
        options = self._element(field).get("selected_options") or []
        return frozenset(option["value"] for option in options)

    def user(self, field: str) -> str | None:
        """Read the id of the person who was picked."""
        return self._element(field).get("selected_user")

    def users(self, field: str) -> tuple[str, ...]:
        """Read the ids of the people who were picked."""
        return tuple(self._element(field).get("selected_users") or ())

    def channel(self, field: str) -> str | None:
        """Read the id of the channel that was picked."""
        element = self._element(field)
        found = element.get("selected_conversation") or element.get("selected_channel")
        return str(found) if found else None

    def moment(self, field: str) -> datetime | None:
        """Read the date and time that was picked."""
        epoch = self._element(field).get("selected_date_time")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None

    def day(self, field: str) -> date | None:
        """Read the date that was picked."""
        picked = self._element(field).get("selected_date")
        return date.fromisoformat(str(picked)) if picked else None

    def files(self, field: str) -> tuple[dict[str, str], ...]:
        """Read the files that were chosen: what each is called, and where it lies."""
        chosen = self._element(field).get("files") or []
        return tuple(
            {
                "id": str(file["id"]),
                "name": str(file.get("name") or file["id"]),
                "url": str(file.get("url_private_download") or file["url_private"]),
                "mimetype": str(file.get("mimetype") or ""),
                "size": str(file.get("size") or 0),
            }
            for file in chosen
        )

    def _element(self, field: str) -> Mapping[str, Any]:
        values = self.view["state"]["values"].get(field) or {}
        return next(iter(values.values()), {})  # a field is a block of one element
