"""How the arguments of a Web API call arrive: JSON, form, multipart or query string."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.call import Refused
from bot.playground.catalog import Documented

Json = dict[str, Any]

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
JSON = "application/json"
UNTYPED = "application/octet-stream"


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
    if request.method == "GET" or not request.can_read_body:
        return Arrived(args=query, as_json=False, query=query)
    if request.content_type == JSON:
        return await _json(request, method, query)
    if request.content_type not in FORMS:
        code = "invalid_post_type"
        missing = request.content_type == UNTYPED and await request.read() == b""
        if not missing:
            raise Refused(code)
        return Arrived(args=query, as_json=False, query=query)
    fields = {name: str(value) for name, value in (await request.post()).items()}
    return Arrived(args={**query, **fields}, as_json=False, query=query)


async def _json(
    request: web.Request, method: Documented, query: dict[str, str]
) -> Arrived:
    body = await request.read()
    try:
        args = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(args, dict):
        raise Refused("json_not_object")
    warnings = [] if request.charset else ["missing_charset"]
    seen = {**query, **args} if method.json_body else {"token": args.get("token")}
    given = {name: value for name, value in seen.items() if value is not None}
    return Arrived(args=given, as_json=True, query=query, warnings=warnings)
