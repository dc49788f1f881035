"""Modals: what happens to a form between the click and the moment it is whole."""

import pytest

from tests import person
from tests.runtime import payloads

FORM = "Declare an incident"


@pytest.fixture
def dana(edge):
    return edge.person("dana")


async def told(edge, text, name="dana"):
    """Wait until the bot has told a person directly, or where they asked."""
    whom = edge.person(name)

    async def look():
        said = [one.text for one in await whom.reads("#general") if one.ephemeral]
        return text in "\n".join([*said, await whom.told_directly()])

    await person.eventually(look, f"{name} is told {text!r}")


@pytest.mark.parametrize(
    "spent", ["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"]
)
async def test_a_form_that_came_too_late_is_explained(edge, dana, spent):
    await edge.slack.fault("views.open", f"error:{spent}")
    await dana.types("#general", "/incident declare")
    await told(edge, "That took too long for Slack. Please try again.")
    assert not (await dana.state())["views"]


@pytest.mark.parametrize("fault", ["status_500", "drop_before", "ratelimited"])
async def test_a_form_that_slack_did_not_take_is_explained(edge, dana, fault):
    await edge.slack.fault("views.open", fault)
    await dana.types("#general", "/incident declare")
    await told(edge, "Slack did not take the form. Please try again.")


async def test_a_form_that_slack_refuses_names_the_reason(edge, dana, logs):
    await edge.slack.fault("views.open", "error:view_too_large")
    await dana.types("#general", "/incident declare")
    await told(edge, "Slack refused to open the form (view_too_large).")
    assert "a form was refused" in logs.getvalue()


async def test_a_form_is_open_before_anything_is_looked_up(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await edge.slack.fault("views.update", "pause")
    await dana.types("#general", "/incident declare")
    await dana.modal(FORM)
    await edge.slack.paused()
    view = await dana.modal(FORM)
    assert "checkout 500s" not in str(view["blocks"])
    await edge.slack.resume()
    await dana.modal("checkout 500s")


async def test_what_was_typed_stays_when_the_form_is_filled(edge, dana):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    await edge.slack.fault("views.update", "pause")
    await dana.types("#general", "/incident declare sev1 private")
    await edge.slack.paused()
    await dana.modal(FORM)
    await edge.slack.resume()
    await dana.modal("checkout 500s")
    await dana.submits(title="queue is stuck")
    await edge.settled()
    assert (await edge.slack.channels())["inc-2-queue-is-stuck"]["is_private"]


async def test_a_form_that_was_closed_before_it_was_filled_is_forgotten(
    edge, dana, logs
):
    await edge.slack.fault("views.update", "pause")
    await dana.types("#general", "/incident declare")
    await edge.slack.paused()
    await dana.closes()
    await edge.slack.resume()
    await edge.settled()
    assert not (await dana.state())["views"]
    assert await dana.told_directly() == ""
    assert "Traceback" not in logs.getvalue()
    assert await edge.slack.violations() == []


async def test_a_form_that_changed_meanwhile_is_left_as_it_is(edge, dana):
    await edge.slack.fault("views.update", "error:hash_conflict")
    await dana.types("#general", "/incident declare")
    await edge.settled()
    await dana.modal(FORM)
    assert await dana.told_directly() == ""
    await dana.submits(title="queue is stuck")
    await edge.settled()
    await dana.sees("#incidents", "queue is stuck")


async def test_a_form_that_can_no_longer_be_filled_says_why(edge, dana, monkeypatch):
    await edge.slack.fault("views.open", "pause", when="after")
    await dana.types("#general", "/incident declare")
    await edge.slack.paused()
    monkeypatch.setattr("bot.core.db.Database.reading", busy)
    await edge.slack.resume()
    await told(edge, "The database is busy or away")
    assert (await dana.modal(FORM))["title"]


def busy(*_):
    """Stand in for a database that is away."""
    from bot.core.errors import Busy  # noqa: PLC0415 (beside its only use)

    raise Busy


async def test_the_answer_to_a_form_stands_where_it_was_opened(edge, dana):
    await dana.types("#general", "/incident declare")
    await dana.modal(FORM)
    await dana.submits(title="queue is stuck")
    await edge.settled()
    said = await dana.sees("#general", "INC-1 is declared: queue is stuck")
    assert said.ephemeral
    assert await dana.told_directly() == ""


async def test_a_form_of_a_shortcut_is_answered_directly(edge, dana):
    await dana.uses_shortcut("incidents.declare")
    await dana.modal(FORM)
    await dana.submits(title="queue is stuck")
    await edge.settled()
    assert "INC-1 is declared: queue is stuck" in await dana.told_directly()


async def test_a_line_that_slack_takes_nowhere_is_lost_and_logged(edge, logs):
    await edge.slack.fault("chat.postMessage", "error:channel_not_found", times=9)
    await edge.sends(payloads.action("incidents.gone"))
    await edge.settled()
    assert "a line was lost" in logs.getvalue()


async def test_no_more_places_are_remembered_than_fit(edge, dana, monkeypatch):
    monkeypatch.setattr("bot.runtime.modals.REMEMBERED", 2)
    for _ in range(3):
        await dana.types("#general", "/incident declare")
        await dana.modal(FORM)
        await edge.settled()
        await dana.closes()
    assert len(edge.bot.modals._places) == 2
