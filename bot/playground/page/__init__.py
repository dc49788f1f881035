"""The playground's page: a shell rendered here, everything else by its own scripts.

The page is a client like any other: it reads and acts through the control API and
hears of changes through its event stream. Nothing that a person wrote is rendered on
the server, so that the shell is the same for everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Any, Final, Protocol

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' https: data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""What the browser may load: our own files, and the images that a message names."""

HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

KINDS: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
"""Content types by suffix; a file of another suffix is not served."""

WORKSPACE: Final = "Harbour"


class Described(Protocol):
    """A playground, as far as the shell needs to know it."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Return the manifest of the app under test."""


def routes(playground: Described) -> list[web.RouteDef]:
    """Return the page's routes: the shell, its permalinks, its scripts and styles."""

    async def shell(_: web.Request) -> web.Response:
        return web.Response(
            text=_shell(playground.manifest),
            content_type="text/html",
            charset="utf-8",
            headers=HEADERS,
        )

    return [
        web.get("/", shell),
        web.get("/docs/{team}/{canvas}", shell),
        web.get("/archives/{channel}", shell),
        web.get("/archives/{channel}/{message}", shell),
        web.get("/static/{name}", _file),
    ]


def _shell(manifest: Mapping[str, Any]) -> str:
    app = manifest.get("display_information", {}).get("name", "the app")
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            app=app,
            workspace=WORKSPACE,
        )
    )


async def _file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    found = _files().get(name)
    if found is None:
        raise web.HTTPNotFound(text=f"There is no file {name!r} here.")
    kind, body = found
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=HEADERS)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__name__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _files() -> dict[str, tuple[str, bytes]]:
    return {
        found.name: (KINDS[PurePath(found.name).suffix], found.read_bytes())
        for found in resources.files(__name__).joinpath("static").iterdir()
        if PurePath(found.name).suffix in KINDS
    }
