"""Webhooks of others: kept as they came, listed as plain text."""

import json

from bot.playground import hooks


async def called(slack, name, body, **headers):
    url = f"{slack.url}/hooks/{name}"
    async with slack.session.post(url, data=body, headers=headers) as answer:
        return answer.status


async def listed(slack):
    async with slack.session.get(f"{slack.url}/hooks") as answer:
        assert answer.content_type == "text/plain"
        return await answer.text()


async def test_what_came_is_listed_and_answered_as_its_name_says(slack):
    assert "Nothing has been called yet" in await listed(slack)
    body = json.dumps({"step": "<script>alert(1)</script>"})
    signed = {"webhook-id": "x1", "webhook-signature": "v1,x"}
    assert await called(slack, "revoke", body, **signed) == 200
    assert await called(slack, "broken", "{}") == 500
    shown = await listed(slack)
    assert "revoke   signed  x1" in shown
    assert "broken   NOT SIGNED" in shown
    one, two = (await slack.get("hooks"))["calls"]
    assert (one["hook"], one["body"], two["hook"]) == ("revoke", body, "broken")


async def test_one_that_says_nothing_says_it_for_long(slack, monkeypatch):
    monkeypatch.setattr(hooks, "LONGEST", 0.0)
    assert await called(slack, "silent", "{}") == 200
