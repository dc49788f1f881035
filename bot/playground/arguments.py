"""How the arguments of a Web API call arrive: JSON, form, multipart or query string."""

import codecs
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web

from bot.playground import parsing
from bot.playground.call import Refused
from bot.playground.catalog import Documented

Json = dict[str, Any]

MULTIPART = "multipart/form-data"
FORMS = frozenset({"application/x-www-form-urlencoded", MULTIPART})
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """Arguments as they came, with the warnings that the answer will carry."""

    args: Json
    as_json: bool
    query: dict[str, str]
    warnings: list[str] = field(default_factory=list)

    @property
    def channel(self) -> str:
        """Return the channel that the call is about, if it is about one."""
        return str(self.args.get("channel", ""))

    @property
    def shown(self) -> Json:
        """Return the arguments without the token."""
        return {name: value for name, value in self.args.items() if name != "token"}


async def read(request: web.Request, method: Documented) -> Arrived:
    """Read the arguments of *request*, or raise `Refused`."""
    query = dict(request.query)
    if request.method == hdrs.METH_GET or await _empty(request):
        return Arrived(args=query, as_json=False, query=query)
    if hdrs.CONTENT_TYPE not in request.headers:
        raise Refused("missing_post_type")
    if request.content_type not in {JSON, *FORMS}:
        raise Refused("invalid_post_type")
    if not _known(request.charset):
        raise Refused("invalid_charset")
    if request.content_type == JSON:
        return await _json(request, method, query)
    return await _form(request, query)


async def _empty(request: web.Request) -> bool:
    # A multipart body can be read once only: by its own reader.
    return request.content_type != MULTIPART and not await request.read()


def _known(charset: str | None) -> bool:
    try:
        codecs.lookup(charset or "utf-8")
    except LookupError:
        return False
    return True


async def _form(request: web.Request, query: dict[str, str]) -> Arrived:
    try:
        fields = {name: str(value) for name, value in (await request.post()).items()}
    except ValueError:
        raise Refused("invalid_form_data") from None
    warnings = ["superfluous_charset"] if request.charset else []
    args = {**query, **fields}
    return Arrived(args=args, as_json=False, query=query, warnings=warnings)


async def _json(
    request: web.Request, method: Documented, query: dict[str, str]
) -> Arrived:
    try:
        args = parsing.loads(await request.read())
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(args, dict):
        raise Refused("json_not_object")
    warnings = [] if request.charset else ["missing_charset"]
    seen = {**query, **args} if method.json_body else {"token": args.get("token")}
    given = {name: value for name, value in seen.items() if value is not None}
    return Arrived(args=given, as_json=True, query=query, warnings=warnings)
