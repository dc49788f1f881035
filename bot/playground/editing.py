"""Edits under way: a canvas takes one at a time, and refuses the others."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.playground.call import Refused

EDIT = "canvases.edit"


class Edits:
    """Which request edits which canvas, from its arrival until its answer leaves."""

    def __init__(self) -> None:
        """Start with nothing under way."""
        self._by: dict[str, object] = {}

    @contextmanager
    def under_way(
        self, method: str, args: Mapping[str, object], request: object
    ) -> Iterator[None]:
        """Let *request* hold the canvas that it edits, if no other does."""
        if method != EDIT:
            yield
            return
        canvas = str(args.get("canvas_id"))
        holder = self._by.setdefault(canvas, request)
        try:
            yield
        finally:
            if holder is request:
                del self._by[canvas]

    def check(self, method: str, args: Mapping[str, object], request: object) -> None:
        """Refuse an edit while another one of the same canvas is under way."""
        holder = self._by.get(str(args.get("canvas_id")))
        if method == EDIT and holder is not request:
            raise Refused("canvas_editing_locked")
