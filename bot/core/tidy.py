"""Tidying what was typed: no control characters, no direction marks, no loose ends."""

import re
import unicodedata

from bot.core import forms
from bot.core.errors import Invalid

TEXT = 3000  # characters of what is longer than a line
ROOM = 80  # characters of a channel's name
TOPIC = 250  # characters of what a channel is about
HARMLESS = str.maketrans("<>", "\u2039\u203a")


def line(typed: str) -> str:
    """Make one line of what was *typed*."""
    return " ".join(_visible(forms.named(typed, {})).split())


def text(typed: str) -> str:
    """Tidy several lines: without what `line` takes out of each."""
    lines = forms.named(typed, {}).splitlines()
    return "\n".join(_visible(one).rstrip() for one in lines).strip()


def words(typed: str, field: str, *, least: int = 1) -> str:
    """Tidy what was typed into a longer *field*, or refuse it."""
    said = text(typed)
    if len(line(said)) < least:
        problem = "Say something" if least == 1 else f"Say why, in {least} characters"
        raise Invalid(field, f"{problem} or more" if least > 1 else problem)
    if len(said) > TEXT:
        raise Invalid(field, f"Keep it to {TEXT} characters")
    return said


def room_name(pattern: str, number: int, title: str) -> str:
    """Give the name of a room: ASCII, lower case, at most 80 characters."""
    flat = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", flat.casefold()).strip("-")
    name = pattern.format(number=number, slug=slug)
    return re.sub(r"-{2,}", "-", name)[:ROOM].strip("-")


def topic(typed: str) -> str:
    """Make a topic of typed text: Slack reads mentions in it, so it has none."""
    plain = line(typed).translate(HARMLESS)
    return plain if len(plain) <= TOPIC else plain[: TOPIC - 1] + "…"


def _visible(one: str) -> str:
    kept = (c if unicodedata.category(c)[0] != "C" else _gap(c) for c in one)
    return "".join(kept)


def _gap(character: str) -> str:
    # Joiners hold emoji and some scripts together; line breaks are spaces.
    if character in "\u200c\u200d":
        return character
    return " " if character.isspace() else ""
