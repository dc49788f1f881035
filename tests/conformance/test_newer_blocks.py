"""Section 1.2: newer blocks come in phases; a workspace without them refuses them."""

import pytest

from tests.conformance.blocks import bars, card, container, data_table, pie, section
from tests.conformance.caller import seen
from tests.conformance.surfaces import home

CHARTS = ["data_visualization"]
SAID = "[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]"


@pytest.fixture
async def lacking(slack):
    """Make the workspace one that does not show charts yet."""
    await slack.post("blocks", lacking=CHARTS)


@pytest.fixture
async def said(api):
    """Post what every workspace shows; give where it stands."""
    told = await api.fine("chat.postMessage", channel="C0OPS", text="x")
    return {"channel": told["channel"], "ts": told["ts"]}


async def test_a_chart_is_refused_where_charts_are_not_shown_yet(api, slack, lacking):
    before = await seen(slack, "C0OPS")
    told = await api.say(text="x", blocks=[bars()])
    assert told["error"] == "invalid_blocks"
    assert told["response_metadata"]["messages"] == [SAID]
    assert await seen(slack, "C0OPS") == before, "nothing of it is shown"


async def test_a_message_does_not_become_a_chart_there(api, slack, lacking, said):
    refused = await api.refused("chat.update", **said, text="y", blocks=[pie()])
    assert refused == "invalid_blocks"
    plainer = [section()]
    await api.fine("chat.update", **said, text="y", blocks=plainer)
    *_, message = await seen(slack, "C0OPS")
    assert [block["type"] for block in message["blocks"]] == ["section"]


async def test_the_app_is_not_blamed_for_it(api, slack, lacking):
    await api.say(text="x", blocks=[bars()])
    assert await slack.violations() == []
    await api.say(text="x", blocks=[{**bars(), "title": ""}])
    assert len(await slack.violations()) == 1, "for what is wrong anywhere it is"


async def test_only_what_is_lacking_is_refused(api, lacking):
    assert (await api.say(text="x", blocks=[data_table([["a"], ["b"]])]))["ok"]


async def test_a_block_in_an_attachment_is_refused_too(api, lacking):
    told = await api.say(text="x", attachments=[{"blocks": [section(), pie()]}])
    assert told["error"] == "invalid_blocks"
    [message] = told["response_metadata"]["messages"]
    assert message.endswith("[json-pointer:/attachments/0/blocks/1/type]")


async def test_a_block_in_another_is_refused_too(api, slack):
    await slack.post("blocks", lacking=["table", "section"])
    told = await api.say(text="x", blocks=[container(section())])
    assert told["error"] == "invalid_blocks"


async def test_a_view_is_refused_as_views_are(surfaces, slack):
    await slack.post("blocks", lacking=["card"])
    assert await surfaces.judges("H", card()) == "invalid_arguments"
    assert (await surfaces.publishes(home(section())))["ok"]


async def test_an_answer_to_a_response_address_is_refused(app, slack, dana, lacking):
    await dana.types("#ops", "/incident list")
    url = app.received[-1]["response_url"]
    body = {"text": "x", "blocks": [bars()]}
    async with slack.session.post(url, json=body) as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_blocks")
    assert await slack.violations() == []


async def test_a_workspace_shows_them_from_the_day_it_does(api, slack, lacking):
    await slack.post("blocks", lacking=[])
    assert (await api.say(text="x", blocks=[bars(), pie()]))["ok"]


async def test_a_fresh_workspace_shows_everything(api, slack, lacking):
    await slack.post("reset")
    assert (await api.say(text="x", blocks=[bars()]))["ok"]
