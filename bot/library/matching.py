"""Which documents fit an incident: by surface, words of the title, severity. Pure.

Only what is current is offered.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from bot.library.rules import Kind, Sheet, State

FEW = 3  # runbooks that are offered for an incident
WORD = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
SURFACE, SAID = 10, 1  # how much a surface counts beside a word


def fitting(sheets: Iterable[Sheet], surface: str, title: str) -> list[Sheet]:
    """Give the runbooks for an incident: by its surface, then by words of its title."""
    said = _said(title)
    found = [
        (score, sheet)
        for sheet in sheets
        if sheet.kind is Kind.RUNBOOK and sheet.state is State.CURRENT
        if (score := _score(sheet, surface.strip().casefold(), said))
    ]
    best = sorted(found, key=lambda pair: (-pair[0], pair[1].slug))
    return [sheet for _, sheet in best[:FEW]]


def _score(sheet: Sheet, surface: str, said: set[str]) -> int:
    about = SURFACE * (surface in sheet.surfaces) if surface else 0
    words = {*sheet.words, *sheet.surfaces}
    return about + SAID * sum(word in said for word in words)


def _said(title: str) -> set[str]:
    """Give the words of a title, and each two that follow each other."""
    words = WORD.findall(title.casefold())
    return {
        *words,
        *(f"{one} {two}" for one, two in pairwise(words)),
    }


def playbook(sheets: Iterable[Sheet], severity: int, surface: str) -> Sheet | None:
    """Give what holds for a severity: for the surface if there is one, else for all."""
    near = surface.strip().casefold()
    found = [
        ((near in sheet.surfaces, bool(sheet.severities), not sheet.shipped), sheet)
        for sheet in sheets
        if sheet.kind is Kind.PLAYBOOK and sheet.state is State.CURRENT
        if not sheet.severities or severity in sheet.severities
        if not sheet.surfaces or near in sheet.surfaces
    ]
    best = sorted(found, key=lambda pair: ([not one for one in pair[0]], pair[1].slug))
    return best[0][1] if best else None
