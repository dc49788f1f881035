"""Rule 12: response addresses."""

import aiohttp
import pytest

from tests.playground.test_interactions import actions, button


@pytest.fixture
def respond(bot, slack, dana):
    """Type a command and post to its response address."""

    async def respond(address=None, **body):
        if address is None:
            await dana.types("#ops", "/incident list")
            address = bot.received[-1]["response_url"]
        async with slack.session.post(address, json=body) as response:
            return response.status, await response.text(), address

    return respond


async def test_an_answer_is_for_the_caller_unless_it_says_otherwise(
    respond, slack, dana
):
    ana = slack.person("ana")
    assert (await respond(text="only you"))[:2] == (200, "ok")
    assert (await dana.sees("#ops", "only you")).ephemeral
    await respond(text="all of you", response_type="in_channel")
    await ana.sees("#ops", "all of you")
    assert all(one.text != "only you" for one in await ana.reads("#ops"))


async def test_an_address_is_good_for_five_posts(respond, slack):
    _, _, address = await respond(text="1")
    for _ in range(4):
        assert (await respond(address, text="n"))[0] == 200
    assert (await respond(address, text="6"))[:2] == (404, "used_url")
    assert await slack.violations() == ["response_url: used_url"]


async def test_an_address_is_good_for_half_an_hour(respond, slack):
    _, _, address = await respond(text="1")
    await slack.forward(minutes=31)
    assert (await respond(address, text="2"))[:2] == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": ""}, "no_text"),  # nothing
        ({"text": "x", "colour": "red"}, "invalid_payload"),  # an unknown field
        ({"text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks"),  # a bad block
    ],
)
async def test_a_wrong_body_is_refused_in_words(respond, body, said):
    assert (await respond(**body))[:2] == (400, said)


async def test_an_invented_address_is_refused(respond, slack):
    status, _, _ = await respond(f"{slack.url}/respond/r1", text="x")
    assert status == 404


async def test_the_message_that_was_clicked_can_be_replaced_and_deleted(
    respond, bot, api, dana
):
    await api.channel("inc-1")
    where = {"channel": "C0OPS", "user": dana.id}
    blocks = [actions(button("Undo"))]
    await api("chat.postEphemeral", **where, text="Declared", blocks=blocks)
    await dana.presses("Undo", channel="#ops")
    [payload] = bot.of("block_actions")
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    address = payload["response_url"]
    await respond(address, text="Undone", blocks=[], replace_original=True)
    said = await dana.sees("#ops", "Undone")
    assert said.ts == payload["container"]["message_ts"]
    assert said.ephemeral
    await respond(address, delete_original=True)
    assert all(one.ts != said.ts for one in await dana.reads("#ops"))


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        ("status_500", 500, 0),
        ("ratelimited", 429, 0),
        ("error:used_url", 404, 0),
        ("drop_before", None, 0),  # never carried out
        ("drop_after", None, 1),  # carried out, the answer is lost
    ],
)
async def test_posts_are_recorded_and_suffer_faults(respond, slack, kind, answer, said):
    dana = slack.person("dana")
    await slack.fault("response_url", kind)
    if answer is None:
        with pytest.raises(aiohttp.ClientError):
            await respond(text="faulty")
    else:
        assert (await respond(text="faulty"))[0] == answer
    assert sum(one.text == "faulty" for one in await dana.reads("#ops")) == said
    assert (await respond(text="fine"))[0] == 200
    [hit, fine] = await slack.calls("response_url")
    assert (hit["status"], hit["fault"]) == (answer, kind)
    assert (fine["status"], fine["args"]) == (200, {"text": "fine"})
    assert await slack.violations() == []
