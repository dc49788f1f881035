"""Explaining: a refusal becomes a sentence where the asker looks, a bug a reference."""

import asyncio
import re

import orjson
import pytest

from bot.core.errors import Busy, Conflict, Invalid, Missing, Unsure
from bot.core.work import Repeated
from bot.playground import kit
from bot.runtime.explain import explain
from tests.runtime import payloads

FIELD = {
    "type": "input",
    "block_id": "title",
    "label": {"type": "plain_text", "text": "Title"},
    "element": {"type": "plain_text_input", "action_id": "value"},
}
SENTENCE = "The moon is not full."
ASKED = {
    "command": payloads.command(),
    "action": payloads.action(),
    "view": payloads.submission(blocks=[FIELD]),
    "closed": payloads.closed(),
    "shortcut": payloads.shortcut(),
    "options": payloads.suggestion(),
    "event": payloads.event(),
}
SLACKS = {
    "view": "view_submission",
    "closed": "view_closed",
    "options": "block_suggestion",
    "action": "block_actions",
    "event": "event_callback",
}


class NotNow(Conflict):
    """The moon is not full."""

    card = ("incidents.incident", "1")


@pytest.fixture
def said():
    return []


def explained(said, error, kind):
    """Explain *error*; give the status and what Slack reads in the answer."""

    def say(sentence, card=None):
        said.append((sentence, card))

    response = explain(error, kind, ASKED[kind], say)
    body = orjson.loads(response.body) if response.body else None
    if response.status == 200:
        found = kit.ack(SLACKS.get(kind, kind), body, ASKED[kind].get("view"))
        assert found == kit.ack("shortcut"), found
    return response.status, body


@pytest.mark.parametrize("error", [NotNow(), Missing(what="moon"), Busy(), Unsure()])
def test_a_command_reads_the_sentence_in_its_answer(said, error):
    status, body = explained(said, error, "command")
    assert (status, body["response_type"]) == (200, "ephemeral")
    assert body["text"] == str(error)
    assert str(error) in kit.plain(body)
    assert said == []


def test_a_field_reads_it_beside_itself(said):
    wrong = Invalid("title", "Say in a few words what is wrong")
    status, body = explained(said, wrong, "view")
    errors = {"title": "Say in a few words what is wrong."}
    assert (status, body) == (200, {"response_action": "errors", "errors": errors})


@pytest.mark.parametrize("error", [NotNow(), Busy(), Invalid("severity", SENTENCE)])
def test_a_form_without_such_a_field_reads_it_on_top(said, error):
    status, body = explained(said, error, "view")
    assert (status, body["response_action"]) == (200, "push")
    assert str(error) in kit.plain(body["view"]["blocks"])
    assert "submit" not in body["view"]


@pytest.mark.parametrize("kind", ["action", "shortcut"])
def test_a_click_is_told_once_the_answer_has_left(said, kind):
    assert explained(said, NotNow(), kind) == (200, None)
    assert said == [(SENTENCE, ("incidents.incident", "1"))]


@pytest.mark.parametrize("kind", ["closed", "event"])
def test_nobody_waits_for_a_sentence(said, kind):
    assert explained(said, NotNow(), kind) == (200, None)
    assert said == []


def test_a_menu_offers_nothing(said):
    assert explained(said, NotNow(), "options") == (200, {"options": []})


@pytest.mark.parametrize("error", [Busy(), Unsure()])
def test_an_event_comes_again_when_the_database_was_away(said, error):
    assert explained(said, error, "event") == (503, None)


@pytest.mark.parametrize("kind", ASKED)
def test_a_bug_gives_a_reference_and_is_logged_once(said, logs, kind):
    status, body = explained(said, ValueError("a canary"), kind)
    (line,) = logs.getvalue().splitlines()
    reference = orjson.loads(line)["reference"]
    assert re.fullmatch("[0-9a-f]{8}", reference)
    assert orjson.loads(line)["exception"][0]["exc_type"] == "ValueError"
    told = f"{orjson.dumps(body).decode()}{said}"
    if kind in ("command", "action", "view", "shortcut"):
        assert f"this reference: {reference}" in told
    assert status == (500 if kind == "event" else 200)
    assert "canary" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("kind", ["command", "action", "view", "shortcut"])
def test_a_repeat_gets_the_first_answer(said, kind):
    assert explained(said, Repeated(None), kind) == (200, None)
    first = {"text": "INC-1 declared"}
    if kind == "command":
        assert explained(said, Repeated(first), kind) == (200, first)
    assert said == []


async def test_a_bug_in_a_listener_reaches_the_asker_and_the_log(
    edge, logs, monkeypatch
):
    async def broken(*_):
        await asyncio.sleep(0)
        raise ValueError("a canary")

    monkeypatch.setattr("bot.incidents.open_ones", broken)
    dana = edge.person("dana")
    await dana.types("#general", "/incident list")
    found = re.search(r"this reference: ([0-9a-f]{8})", dana.told)
    assert logs.getvalue().count(found[1]) == 1
    assert logs.getvalue().count('"event":"unexpected"') == 1
    assert "locals" not in logs.getvalue()
    assert await edge.slack.violations() == []
