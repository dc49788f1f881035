"""Views: modals and the app's home, checked as they are sent to views.*."""

import json
from collections.abc import Mapping

from bot.playground.kit import manners, surfaces, walk
from bot.playground.kit.blocks import ANY
from bot.playground.kit.findings import Finding, Findings, Found, inside
from bot.playground.kit.objects import plain_text
from bot.playground.kit.schema import Bool, Many, OneOf, Spec, Str, tagged
from bot.playground.kit.surfaces import Surface

VIEW_MOST = 250 * 1024  # bytes of JSON
_LABEL = plain_text(24)
_COMMON: Mapping[str, Spec] = {
    "private_metadata": Str(low=0, high=3000),
    "callback_id": Str(low=0, high=255),
    "external_id": Str(low=0, high=255),
}
_VIEWS = {
    Surface.MODAL: tagged(
        ("title", "blocks"),
        **_COMMON,
        title=_LABEL,
        submit=_LABEL,
        close=_LABEL,
        clear_on_close=Bool(),
        notify_on_close=Bool(),
        blocks=Many(ANY, 1, surfaces.BLOCKS_MOST[Surface.MODAL]),
    ),
    Surface.HOME: tagged(
        ("blocks",), **_COMMON, blocks=Many(ANY, 1, surfaces.BLOCKS_MOST[Surface.HOME])
    ),
}


def view(view: object, *, surface: str = "modal", at: str = "/view") -> Findings:
    """Check a view for `surface` ("modal" or "home"); pointers begin with `at`."""
    where = Surface(surface)
    errors = (*_errors(view, at, where),)
    code = "invalid_arguments" if errors else None
    if len(json.dumps(view, default=str).encode()) > VIEW_MOST:
        code = "view_too_large"
    blocks = walk.surface_blocks(view)
    here = inside(at, "blocks")
    reports = (
        ()
        if code
        else (
            *manners.report(blocks, here, notifies=False),
            *manners.repeated_actions(blocks, here),
        )
    )
    return Findings(code=code, errors=errors, reports=reports)


def _errors(view: object, at: str, surface: Surface) -> Found:
    yield from OneOf(shapes={surface.value: _VIEWS[surface]}).check(view, at)
    if not isinstance(view, Mapping):
        return
    blocks = view.get("blocks")
    yield from surfaces.check(blocks, inside(at, "blocks"), surface)
    asks = any(block.get("type") == "input" for _, block in walk.blocks(blocks, ""))
    if surface is Surface.MODAL and asks and "submit" not in view:
        yield Finding("missing required field: submit", at)
