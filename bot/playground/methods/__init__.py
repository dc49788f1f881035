"""The methods of the Web API, by name; each takes a `Call` and returns the answer."""

from collections.abc import Callable
from typing import Any

from bot.playground.call import Call
from bot.playground.methods import (
    canvases,
    chat,
    conversations,
    extras,
    files,
    history,
    members,
    people,
    views,
)

METHODS: dict[str, Callable[[Call], dict[str, Any]]] = {
    **people.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **members.METHODS,
    **history.METHODS,
    **extras.METHODS,
    **canvases.METHODS,
    **files.METHODS,
    **views.METHODS,
}
"""Every method that the playground has; the answer's `ok` is added by the caller."""
