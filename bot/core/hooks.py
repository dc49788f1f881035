"""Containment steps of the policy: what is called, and where. Pure.

A step is known by its name: its `key` stays the same while its address changes, and its
`terms` are everything that somebody confirms who runs it.
"""

import re
from functools import cached_property
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.core import addresses, canon
from bot.core.allowed import Degree, Said, Table

MOST = 20  # steps: a card has to hold them
LONGEST = 70  # characters of a step's name: a button and a title have to hold it
ABOUT = 300  # characters of what it does
HTTPS = 443
LOCAL = "localhost"
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


def _url(text: str) -> str:
    """Let an address pass that may be called; what it resolves to is looked at then."""
    example = 'such as "https://example.com/revoke"'
    if not re.fullmatch(r"https?://[\x21-\x7e]+", text):
        raise ValueError(f"must be an address of https, {example}")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(f"must be an address of https, {example}") from None
    if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host):
        raise ValueError(f"names no host that can be called: write one, {example}")
    if parts.username is not None or parts.fragment:
        raise ValueError("holds a password or a fragment (#): leave it out")
    if port == 0:
        raise ValueError("names port 0, which nothing answers on")
    if parts.scheme == "http" and not near(host):
        raise ValueError("must begin with https://: plain http is for this machine")
    return text


def near(host: str) -> bool:
    """Tell whether a host is this very machine."""
    try:
        address = addresses.literal(host)
    except ValueError as odd:
        raise ValueError(f"names a host that {odd}") from None
    return host == LOCAL if address is None else address.is_loopback


def _secret(name: str) -> str:
    if not VARIABLE.fullmatch(name):
        raise ValueError(
            'must name a variable of the environment, such as "HOOK_SECRET": the '
            "secret itself never stands in a policy"
        )
    return name


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"is too long: keep it to {LONGEST} characters")
    return " ".join(text.split())


def _sentence(text: str) -> str:
    if len(text) > ABOUT:
        raise ValueError(f"is too long: keep it to {ABOUT} characters")
    return " ".join(text.split())


Hook = Annotated[str, AfterValidator(_url)]


class Containment(Table):
    """One step that limits what an attacker can do, as a call of somebody's webhook."""

    name: Annotated[Said, AfterValidator(_short)]
    about: Annotated[Said, AfterValidator(_sentence)]
    url: Hook
    secret: Annotated[str, AfterValidator(_secret)]
    drill_url: Hook | None = None
    severities: tuple[Degree, ...] = ()
    surfaces: tuple[Said, ...] = ()
    automatic: bool = False
    internal: bool = False

    @model_validator(mode="after")
    def _leads_where_it_may(self) -> Self:
        for url in filter(None, (self.url, self.drill_url)):
            parts = urlsplit(url)
            near(parts.hostname or "")
            http = parts.scheme == "http"
            if not (self.internal or http) and parts.port not in (None, HTTPS):
                raise ValueError(
                    f"calls port {parts.port}: only {HTTPS} may be called, but for "
                    "steps that say internal = true"
                )
        return self

    @cached_property
    def key(self) -> str:
        """Give what the step is known by, whatever else of it changes."""
        return canon.digest(self.name.casefold())[:12]

    @cached_property
    def terms(self) -> str:
        """Name by twelve digits exactly what somebody confirms who runs it."""
        return canon.digest(self.model_dump(mode="json"))[:12]

    def fits(self, severity: int, surface: str) -> bool:
        """Tell whether it is a step of an incident like this."""
        said = surface.casefold()
        near_it = any(one.casefold() in said for one in self.surfaces)
        bad = not self.severities or severity in self.severities
        return bad and (not self.surfaces or near_it)

    def target(self, *, drill: bool) -> str | None:
        """Give what is called: in a drill never the real one."""
        return self.drill_url if drill else self.url


def place(url: str) -> str:
    """Give the host and path of an address: what of it may be shown."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname}{port}{parts.path or '/'}"


def _distinct(steps: tuple[Containment, ...]) -> tuple[Containment, ...]:
    keys = [step.key for step in steps]
    for step in steps:
        if keys.count(step.key) > 1:
            raise ValueError(f'has two steps called "{step.name}": rename one')
    return steps


Containments = Annotated[
    tuple[Containment, ...], Field(max_length=MOST), AfterValidator(_distinct)
]
