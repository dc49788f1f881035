"""A caller of the Web API that knows what is documented, and believes nothing else."""

import json
from dataclasses import dataclass

from tests.conformance import documented
from tests.playground import counterparts


def form(args):
    """Write arguments as a form holds them."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in args.items()
    }


@dataclass(kw_only=True)
class Caller(counterparts.Api):
    """Calls a method in the form that it reads; every refusal must be documented."""

    async def __call__(self, method, **args):
        as_json = documented.METHODS[method]["json_body"]
        sent = {"json": args} if as_json else {"data": form(args)}
        status, body, _ = await self.raw(method, **sent)
        assert status == 200, body
        assert body["ok"] or body["error"] in documented.refusals(method), body
        return body

    async def fine(self, method, **args):
        """Call *method*, which must succeed."""
        body = await self(method, **args)
        assert body["ok"], body
        return body

    async def refused(self, method, **args):
        """Call *method*, which must fail; give its error."""
        body = await self(method, **args)
        assert not body["ok"], body
        return body["error"]

    async def messages(self, method, **args):
        """Call *method*, which must fail; give what it says in detail."""
        body = await self(method, **args)
        assert not body["ok"], body
        return body["response_metadata"]["messages"]

    async def say(self, channel="C0OPS", **content):
        """Post a message, with a text unless *content* has its own."""
        return await self("chat.postMessage", channel=channel, **content)


async def seen(slack, channel, who="U0DANA", **query):
    """Read a channel, or one thread in it, as a person's client does."""
    shown = await slack.get(f"channels/{channel}", **{"as": who}, **query)
    return shown["messages"]
