"""The canvas of a postmortem, call by call: what is looked for, and what is made."""

from types import SimpleNamespace

import pytest

from bot.core.pauses import CANVASES
from bot.core.queue import State
from bot.runtime import canvases, jobs, outcomes
from bot.runtime.calls import Refusal

NOW = {"title": "PM-1: postmortem of INC-1", "markdown": "# PM-1"}
MADE = {"canvas_id": "F1"}
INFO = {"channel": {"properties": {"canvas": {"file_id": "F1"}}}}
BARE = {"channel": {}}
TAKEN = Refusal("channel_canvas_already_exists", {})


class Slack:
    """A Slack that answers each method as it is told, in turn, and remembers calls."""

    workspace = "W"

    def __init__(self, answers, pauses=(), scopes=()):
        self.answers, self.scopes, self.calls = answers, scopes, []
        self.pauses = dict.fromkeys(pauses, 1.0)

    def lacks(self, scope):
        return bool(self.scopes) and scope not in self.scopes

    async def __call__(self, method, **_):
        self.calls.append(method)
        said = self.answers[method].pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def job(slack, **columns):
    given = {"key": "canvas:1", "unknown": False, "ts": None, "channel": None}
    given |= {"detail": {}, "first_try": 100.0, "kind": "canvas", "place": None}
    row = SimpleNamespace(**{**given, **columns})
    parent = SimpleNamespace(channel="C1", ts=None)
    return jobs.Job(row=row, shown=NOW, slack=slack, bot="UBOT", parent=parent)


def by(who):
    return {"file": {"user": who}}


def listed(*titles):
    return {"files": [{"id": f"F{at}", "title": t} for at, t in enumerate(titles, 7)]}


CREATE, INFORM = "conversations.canvases.create", "conversations.info"
WHOSE, LIST, EDIT = "files.info", "files.list", "canvases.edit"
OWN, OPEN = "canvases.create", "canvases.access.set"


@pytest.mark.parametrize(
    ("columns", "answers", "calls", "here"),
    [
        # nothing is there yet
        ({}, {CREATE: [MADE]}, [CREATE], "F1"),
        # it was made, and nobody heard of it
        (
            {"unknown": True},
            {INFORM: [INFO], WHOSE: [by("UBOT")], EDIT: [{}]},
            [INFORM, WHOSE, EDIT],
            "F1",
        ),
        # it was not made
        ({"unknown": True}, {INFORM: [BARE], CREATE: [MADE]}, [INFORM, CREATE], "F1"),
        # somebody else has made one
        (
            {},
            {
                CREATE: [TAKEN],
                INFORM: [INFO],
                WHOSE: [by("U1")],
                LIST: [listed()],
                OWN: [{"canvas_id": "F2"}],
                OPEN: [{}],
            },
            [CREATE, INFORM, WHOSE, LIST, OWN, OPEN],
            "F2",
        ),
        # beside it ours was made, and nobody heard of it
        (
            {"unknown": True},
            {
                INFORM: [INFO],
                WHOSE: [by("U1")],
                LIST: [listed("other", NOW["title"])],
                OPEN: [{}],
                EDIT: [{}],
            },
            [INFORM, WHOSE, LIST, OPEN, EDIT],
            "F8",
        ),
        # ours was deleted
        (
            {"ts": "F0"},
            {EDIT: [Refusal("canvas_not_found", {})], CREATE: [MADE]},
            [EDIT, CREATE],
            "F1",
        ),
    ],
)
async def test_it_is_looked_for_before_it_is_made(columns, answers, calls, here):
    slack = Slack(answers)
    result = await canvases.canvas(job(slack, **columns))
    assert slack.calls == calls
    assert (result.ts, result.shows) == (here, True)


async def test_the_same_is_not_written_again_unless_it_may_be_lost():
    slack = Slack({CREATE: [MADE], EDIT: [{}]})
    first = await canvases.canvas(job(slack))
    again = {"ts": "F1", "detail": first.detail}
    assert not (await canvases.canvas(job(slack, **again))).shows
    assert slack.calls == [CREATE]
    await canvases.canvas(job(slack, **again, unknown=True))
    assert slack.calls == [CREATE, EDIT]


@pytest.mark.parametrize(
    ("error", "remembered"),
    [
        ("canvas_disabled_user_team", True),
        ("team_tier_cannot_create_channel_canvases", True),
        ("free_teams_cannot_create_standalone_canvases", True),
        ("missing_scope", True),
        ("restricted_action", False),
        ("free_team_canvas_tab_already_exists", False),
    ],
)
async def test_what_a_plan_lacks_is_no_failure(error, remembered):
    slack = Slack({CREATE: [Refusal(error, {})]})
    result = await canvases.canvas(job(slack))
    assert (result.error, result.ts) == (None, None)
    assert result.detail["without"] == error
    assert (result.pause is not None) is remembered
    if result.pause:
        assert result.pause[0] == ("W", CANVASES, error)


async def test_while_it_is_remembered_slack_is_not_asked():
    rests = ("W", CANVASES, "canvas_disabled_user_team")
    slack = Slack({}, pauses=[rests, ("W", "chat.postMessage", "C1")])
    result = await canvases.canvas(job(slack))
    assert result.detail["without"] == "canvas_disabled_user_team"
    assert result.pause is None
    elsewhere = Slack({CREATE: [MADE]}, pauses=[("V", *rests[1:])])
    assert (await canvases.canvas(job(elsewhere))).ts == "F1"


async def test_a_token_that_may_not_is_not_tried():
    slack = Slack({}, scopes=("chat:write",))
    result = await canvases.canvas(job(slack))
    assert (result.detail["without"], slack.calls) == ("missing_scope", [])


async def test_another_refusal_is_one():
    slack = Slack({CREATE: [Refusal("canvas_creation_failed", {})]})
    with pytest.raises(Refusal):
        await canvases.canvas(job(slack))


@pytest.mark.parametrize("tries", [0, 9, 40])
def test_while_somebody_types_in_it_it_is_tried_again(tries):
    row = SimpleNamespace(
        first_try=1.0, applied=1, channel="C1", ts="F1", detail={}, tries=tries,
        unknown=False, kind="canvas",
    )  # fmt: skip
    held = Refusal("canvas_editing_locked", {})
    outcome = outcomes.failed(row, held, now=2.0, settle=6.0)
    assert outcome.changes["state"] is State.WAITING
    assert outcome.changes["not_before"] > 2.0
    assert outcome.trouble is None
    day_later = outcomes.failed(row, held, now=2.0 + 25 * 3600, settle=6.0)
    assert day_later.changes["state"] is State.DEAD
