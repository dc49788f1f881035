"""What meets the outside, each with what is thrown at it and what must hold then."""

import asyncio
import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot import calendar, findings, incidents
from bot.core import (
    cadence,
    dburl,
    forms,
    policy,
    recurrence,
    secretive,
    tabular,
)
from bot.core.errors import Invalid
from bot.playground import spelling
from bot.runtime import observe, receive, schema, signing
from tests import factories
from tests.conformance import test_templates as templates
from tests.fuzz import inputs

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SECRET = "s3cret"
ZONES = ("UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns")
TAKEN = {200, 400}


@dataclass(frozen=True, kw_only=True)
class Target:
    """One way in: inputs, and what is held of each."""

    given: st.SearchStrategy[Any]
    holds: Callable[[Any], None]


def signature(asked: tuple[str, str, bytes, float]) -> None:
    """Only a signature of this secret, this body and this time is taken."""
    timestamp, claimed, body, now = asked
    taken = signing.genuine(
        SECRET, timestamp=timestamp, signature=claimed, body=body, now=now
    )
    if taken:
        assert claimed == inputs.signed(SECRET, timestamp, body)
        assert abs(now - int(timestamp)) <= signing.WINDOW


def payload(asked: tuple[str, bytes]) -> None:
    """Bytes are one payload, or unreadable."""
    kind, body = asked
    with contextlib.suppress(receive.Unreadable):
        assert isinstance(receive.payload_of(kind, body), dict)


def line(asked: tuple[str, str]) -> None:
    """Whatever is typed is understood or kept in the title."""
    text, zone = asked
    found = incidents.read(forms.typed(text), now=NOW, zone=ZoneInfo(zone))
    assert found.severity in (None, 1, 2, 3, 4)
    assert found.flags <= {"private", "security", "drill"}
    assert found.started is None or found.started <= NOW


def typed(text: str) -> None:
    """What a person types comes through Slack's spelling as it was."""
    forms.typed(text)
    forms.named(text, {"U01": "dana"})
    forms.mentioned(text)
    if not any(sign in text for sign in ("@", "#", "http")):
        assert forms.typed(spelling.escaped(text)) == text


def form(view: dict[str, Any]) -> None:
    """Any values of a shape that Slack sends are read."""
    read = forms.Form(view)
    for field in view["state"]["values"]:
        read.text(field), read.choice(field), read.choices(field)
        read.user(field), read.channel(field), read.moment(field)


def toml(content: bytes) -> None:
    """A policy is taken, or each of its mistakes is said with its line."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        path = Path(file.name)
        path.write_bytes(content)
        lines = content.count(b"\n") + 2
        found = policy.check(path)
        assert all(0 <= one.line <= lines and one.sentence for one in found)
        if not found:
            policy.load(path)


def repeats(read: Callable[..., recurrence.Rule], text: str) -> None:
    """What is read has its days, and is told in words that are read as the same."""
    with contextlib.suppress(recurrence.NoRule):
        rule = read(text, start=NOW.date())
        days = rule.next_days(NOW.replace(tzinfo=None))
        assert days == sorted(set(days))
        again = cadence.read(rule.words, start=rule.start, at=rule.at)
        assert again.next_days(NOW.replace(tzinfo=None)) == days


def rule(text: str) -> None:
    """A rule of RFC 5545 or of cron is one, or refused."""
    repeats(recurrence.parse, text)


def often(text: str) -> None:
    """A cadence in words is understood, or refused."""
    repeats(cadence.read, text)


def report(body: bytes) -> None:
    """A report is taken, or each of its mistakes is said with its place."""
    for read in (findings.reports, findings.table):
        found, mistakes = [], []
        try:
            found = read(body)
        except findings.Unreadable as unreadable:
            mistakes = unreadable.mistakes
        assert all(one.problem and one.place for one in mistakes)
        assert all(one.source for one in found)
        titles = [draft.title for one in found for draft in one.drafts]
        assert all(title and "\x00" not in title for title in titles)


def finding(text: str) -> None:
    """Whatever is typed of a finding is understood or kept in its title."""
    said = findings.read(forms.typed(text))
    assert said.get("severity") in (None, "critical", "high", "medium", "low")
    assert all(isinstance(value, str) for value in said.values())


def table(asked: tuple[str, str]) -> None:
    """A file of keys is read, or each mistake is said with its line; no key is kept."""
    kind, text = asked
    lines, found, mistakes = len(text.splitlines()) + 2, [], []
    try:
        found = calendar.keyimport.entries(text, kind)
    except tabular.Unreadable as wrong:
        mistakes = wrong.mistakes
    assert found or mistakes
    assert all(0 < one.line <= lines and one.problem for one in mistakes)
    assert all(one.found["name"] for one in found)
    said = [str(held) for one in found for held in one.found.values()]
    assert not any(map(secretive.secret, said))


def inline(text: str) -> None:
    """Whatever is typed of a key is understood, or refused with a sentence."""
    with contextlib.suppress(Invalid):
        name, said = calendar.keyrules.line(forms.typed(text))
        calendar.keyrules.drafted({**said, "name": name}, ("U0DANA",))


def template(asked: tuple[str, str]) -> None:
    """Slack takes what a template makes of any words, and nobody is mentioned."""
    templates.holds(*asked)


TARGETS = {
    "signature": Target(given=inputs.signatures(SECRET), holds=signature),
    "payload": Target(given=inputs.bodies, holds=payload),
    "one line": Target(
        given=st.tuples(inputs.lines, st.sampled_from(ZONES)), holds=line
    ),
    "typed text": Target(given=inputs.words, holds=typed),
    "form": Target(given=inputs.views, holds=form),
    "report": Target(given=inputs.reports, holds=report),
    "finding": Target(given=inputs.lines, holds=finding),
    "policy": Target(given=inputs.policies, holds=toml),
    "rule": Target(given=inputs.rules, holds=rule),
    "cadence": Target(given=inputs.cadences | inputs.rules, holds=often),
    "keys": Target(given=inputs.tables, holds=table),
    "key in a line": Target(given=inputs.words, holds=inline),
    "template": Target(
        given=st.tuples(
            st.sampled_from(templates.SENT), inputs.words.filter(str.strip)
        ),
        holds=template,
    ),
}
"""Those that need nothing beside them; `router` makes one more."""


@contextlib.contextmanager
def router():
    """Give the target that is a whole bot: the payloads reach it by signed HTTP."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        url = f"sqlite:///{folder}/longwatch.db"
        runner.run(schema.upgrade(dburl.translate(url)))
        stack = contextlib.AsyncExitStack()
        scene = factories.scene(url, Path(folder, "home"))
        edge = runner.run(stack.enter_async_context(scene))

        async def send(sent: dict[str, Any]) -> None:
            bugs = observe.bugs._value.get()
            way = edge.sends_form if "command" in sent else edge.sends
            async with await way(sent) as answer:
                said = await answer.text()
            assert answer.status in TAKEN, (answer.status, said)
            assert observe.bugs._value.get() == bugs, said

        try:
            yield Target(given=inputs.payloads, holds=lambda p: runner.run(send(p)))
        finally:
            runner.run(stack.aclose())
