"""Payloads by the hundred, right and wrong: each sample, changed in one place or two.

A change has a name, such as `section /text/text is 3001 long`, which says what it does
to the sample. A seed decides which are drawn.
"""

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Samples = dict[str, tuple[str, Json]]
"""Blocks by their names, each after the surfaces on which it may stand."""

LENGTHS = (0, 1, 20, 21, 24, 25, 30, 31, 50, 51, 75, 76, 100, 101, 150, 151, 200, 201)
LONGER = (255, 256, 300, 301, 2000, 2001, 3000, 3001, 4000, 4001, 12_000, 12_001)
COUNTS = (0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 20, 21, 25, 26, 50, 51, 100, 101)
NUMBERS = (-1, 0, 1, 2, 5, 8, 9, 10, 11, 100, 101, 3000, 3001)
TEXTUAL = {
    *("text", "value", "alt_text", "block_id", "action_id", "accessibility_label"),
    *("title", "label", "name", "x_label", "y_label", "caption", "author_name"),
    *("provider_name", "agent_prompt", "agent_prompt_display"),
}
"""Strings that may hold anything; the others have a form."""


@dataclass(frozen=True)
class Change:
    """What is done to a sample, where (keys and indexes), and with which value."""

    at: tuple[str | int, ...]
    does: str
    to: Any = None

    @property
    def name(self) -> str:
        """Say it in words."""
        place = "/" + "/".join(map(str, self.at))
        return f"{place} {self.does}" + ("" if self.to is None else f" {self.to}")

    def made(self, payload: Json) -> Json:
        """Make the change in a copy of the payload."""
        changed = copy.deepcopy(payload)
        *way, last = self.at
        place: Any = changed
        for step in way:
            place = place[step]
        if self.does == "is left out":
            del place[last]
        elif self.does == "is long":
            place[last] = "x" * self.to
        elif self.does == "is many":
            place[last] = many(place[last][0], self.to)
        else:
            place[last] = self.to
        return changed


@dataclass(frozen=True, kw_only=True)
class Payload:
    """A block, with what was changed in its name, and where it stands."""

    name: str
    where: str
    block: Json


def many(item: Any, count: int) -> list[Any]:
    """Repeat an item so that what must differ differs."""
    return [_numbered(copy.deepcopy(item), number) for number in range(count)]


def _numbered(item: Any, number: int) -> Any:
    if isinstance(item, dict):
        for name in item.keys() & {"value", "action_id", "task_id", "label", "name"}:
            if isinstance(item[name], str):
                item[name] = f"n{number}"
    return item


def changes(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """Give every change of one thing at or below *value*."""
    members = value.items() if isinstance(value, dict) else ()
    members = enumerate(value) if isinstance(value, list) else members
    for key, item in members:
        here = (*at, key)
        yield from _own(key, item, here)
        yield from changes(item, here)


def _own(key: str | int, item: Any, here: tuple[str | int, ...]) -> Iterator[Change]:
    if isinstance(key, str) and key != "type":
        yield Change(here, "is left out")
    if key in TEXTUAL and isinstance(item, str):
        for length in (*LENGTHS, *LONGER):
            yield Change(here, "is long", length)
    if isinstance(item, list) and item:
        for count in COUNTS:
            yield Change(here, "is many", count)
    if type(item) is int:
        for number in NUMBERS:
            yield Change(here, "is", number)


def drawn(seed: int, count: int, samples: Samples) -> Iterator[Payload]:
    """Draw right and wrong payloads from *samples*."""
    dice = random.Random(seed)  # noqa: S311 (a seed for a test)
    possible = {name: list(changes(block)) for name, (_, block) in samples.items()}
    names = [name for name, found in possible.items() if found]
    for _ in range(count):
        name = dice.choice(names)
        most = min(len(possible[name]), dice.choice((0, 1, 1, 2)))
        chosen = dice.sample(possible[name], k=most)
        if len(chosen) > 1 and _overlap(*chosen):
            chosen = chosen[:1]
        yield of(name, samples, chosen)


def of(name: str, samples: Samples, chosen: list[Change]) -> Payload:
    """Make a payload of a sample and changes."""
    where, payload = samples[name]
    for change in chosen:
        payload = change.made(payload)
    told = ", ".join(f"{name} {change.name}" for change in chosen)
    return Payload(name=told or name, where=where, block=payload)


def _overlap(one: Change, two: Change) -> bool:
    """Tell whether one change is made inside of what the other changes."""
    shorter, longer = sorted((one.at, two.at), key=len)
    return longer[: len(shorter)] == shorter
