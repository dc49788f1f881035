"""How a file is read into a document: each mistake with its line. Pure."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from bot.core.errors import Invalid
from bot.library.rules import Draft, Kind, State, checked, clean, slugged, titled

OTHER = {
    "adr": Kind.DECISION,
    "decision": Kind.DECISION,
    "record": Kind.DECISION,
    "sanity": Kind.REPORT,
    "report": Kind.REPORT,
    "surface": Kind.SURFACE,
}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong with a file, and in which line."""

    line: int
    problem: str


class Unreadable(Exception):
    """A file that is no document; `mistakes` says where and why."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Keep what is wrong."""
        super().__init__(mistakes[0].problem)
        self.mistakes = tuple(mistakes)


KEYS = tuple(f.name for f in fields(Draft) if f.name != "text")


def parse(text: str) -> Draft:
    """Read a file: lines `key: value`, an empty line, then Markdown; or Unreadable."""
    lines = text.removeprefix("\ufeff").splitlines()
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    said, mistakes = _heads(lines[:end])
    body = "\n".join(lines[end:]).strip("\n")
    if not body.strip():
        problem = "no text: it begins after an empty line below the keys"
        mistakes.append(Mistake(line=end + 1, problem=problem))
    if "title" not in said:
        mistakes.append(Mistake(line=1, problem="no title: write `title: …`"))
    read: dict[str, Any] = {}
    for key, (line, value) in said.items():
        try:
            read[key] = READERS[key](value)
        except Invalid as wrong:
            mistakes.append(Mistake(line=line, problem=str(wrong).rstrip(".")))
    if mistakes:
        raise Unreadable(sorted(mistakes, key=lambda mistake: mistake.line))
    try:
        return checked(_stands(Draft(text=body, **read), said))
    except Invalid as wrong:
        line = said[wrong.field][0] if wrong.field in said else end + 2
        problem = str(wrong).rstrip(".")
        raise Unreadable([Mistake(line=line, problem=problem)]) from None


def _heads(lines: Sequence[str]) -> tuple[dict[str, tuple[int, str]], list[Mistake]]:
    said, mistakes = dict[str, tuple[int, str]](), list[Mistake]()
    for number, line in enumerate(lines, 1):
        key, colon, value = line.partition(":")
        key = key.strip().casefold()
        if not colon or key not in READERS:
            problem = f"“{line.strip()[:40]}” is none of `{', '.join(KEYS)}`, with `: `"
            mistakes.append(Mistake(line=number, problem=problem))
        elif key in said:
            problem = f"`{key}` stands here a second time"
            mistakes.append(Mistake(line=number, problem=problem))
        else:
            said[key] = number, value.strip()
    return said, mistakes


def _stands(draft: Draft, said: Collection[str]) -> Draft:
    """Take what names another one in its place as superseded, if it says no more."""
    names = draft.superseded_by and "state" not in said
    return replace(draft, state=State.SUPERSEDED) if names else draft


def kind(text: str) -> Kind:
    """Read a kind: `runbook`, `Plans`, `decision-record`, `adr`."""
    word = " ".join(re.split(r"[\s_-]+", text.casefold().strip()))
    for name in (word, word.removesuffix("s")):
        if name in OTHER:
            return OTHER[name]
        if name in [*Kind]:
            return Kind(name)
    raise Invalid("kind", f"“{text[:40]}” is no kind: it is one of {', '.join(Kind)}")


def state(text: str) -> State:
    """Read a state: `current`, `retired`."""
    try:
        return State(text.casefold().strip())
    except ValueError:
        states = ", ".join(state.word for state in State)
        raise Invalid("state", f"“{text[:40]}” is no state: {states}") from None


def day(text: str) -> date:
    """Read a day: `2026-01-31`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("since", f"“{text[:40]}” is no day like 2026-01-31") from None


def owner(text: str) -> str:
    """Read the id of a person."""
    if text and not re.fullmatch(r"[UW][A-Z0-9]{2,}", text):
        example = 'Slack\'s id of a person such as "U0123ABCD"'
        raise Invalid("owner", f"“{text[:40]}” is not {example}")
    return text


def successor(text: str) -> str:
    """Read the name of a document, or of its file."""
    return slugged(text.removesuffix(".md")) if text else ""


def listed(text: str) -> tuple[str, ...]:
    """Read words with commas between them: each once, in small letters."""
    words = (" ".join(word.split()).casefold() for word in clean(text).split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def severities(text: str) -> tuple[int, ...]:
    """Read the severities for which a playbook is: `1, 2`; none, for all."""
    found = [word.removeprefix("sev").strip("- ") for word in listed(text)]
    if not all(word in ("1", "2", "3", "4") for word in found):
        raise Invalid("severities", f"“{text[:40]}” is not like `1, 2`")
    return tuple(sorted({int(word) for word in found}))


READERS: dict[str, Callable[[str], Any]] = {
    "title": titled,
    "kind": kind,
    "state": state,
    "owner": owner,
    "surfaces": listed,
    "words": listed,
    "severities": severities,
    "superseded_by": successor,
    "instead": str,
    "since": day,
}
