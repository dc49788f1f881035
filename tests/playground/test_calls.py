"""Rules 1-8: methods, content types, tokens, scopes, arguments."""

import pytest

from tests.playground.counterparts import APP_TOKEN, TOKEN

JSON = {"Content-Type": "application/json; charset=utf-8"}


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.dance", "unknown_method"),  # no such method
        ("conversations.list", "unknown_method"),  # one that no flow uses
        ("files.upload", "method_deprecated"),  # retired
        ("channels.create", "method_deprecated"),  # a retired family
    ],
)
async def test_a_method_that_is_not_there_is_refused_with_200(api, method, error):
    status, body, _ = await api.raw(method, json={})
    assert (status, body) == (200, {"ok": False, "error": error})


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),  # none at all
        ("xoxb-9-other", "auth.test", "invalid_auth"),  # of nobody
        (APP_TOKEN, "auth.test", "not_allowed_token_type"),  # the app's, for a bot call
        (TOKEN, "apps.connections.open", "not_allowed_token_type"),  # the other way
    ],
)
async def test_the_wrong_token_is_refused(api, token, method, error):
    _, body, _ = await api.raw(method, token=token, json={})
    assert body["error"] == error


async def test_a_token_in_the_query_string_does_not_count(slack):
    address = f"{slack.url}/api/auth.test?token={TOKEN}"
    async with slack.session.post(address) as response:
        assert (await response.json())["error"] == "not_authed"


async def test_a_token_in_the_form_counts(slack):
    address = f"{slack.url}/api/auth.test"
    async with slack.session.post(address, data={"token": TOKEN}) as response:
        assert (await response.json())["user_id"] == "U0LONGWATCH"


async def test_an_expired_token_is_refused_from_its_time_on(api, slack):
    await slack.post("app", expires=await slack.now() + 3600)
    assert (await api("auth.test"))["ok"]
    await slack.forward(hours=2)
    assert (await api("auth.test"))["error"] == "token_expired"


async def test_a_removed_app_can_call_nothing(api, slack):
    await slack.post("app", dead="account_inactive")
    assert (await api("auth.test"))["error"] == "account_inactive"


@pytest.mark.parametrize(
    ("scope", "call", "needed"),
    [
        # saying something at all
        ("users:read", "chat.postMessage?channel=C0OPS&text=x", "chat:write"),
        # a private room needs the scope of private rooms, a public one its own
        ("channels:manage", "conversations.create?name=x&is_private=1", "groups:write"),
        ("groups:write", "conversations.create?name=x", "channels:manage"),
        # each type of conversation that is listed
        ("channels:read", "users.conversations?types=im", "im:read"),
    ],
)
async def test_a_missing_scope_is_named(api, slack, scope, call, needed):
    await slack.post("app", scopes=[scope])
    _, body, _ = await api.raw(call)
    assert body["error"] == "missing_scope"
    assert needed in body["needed"].split(",")
    assert body["provided"] == scope


async def test_answers_tell_the_scopes(api):
    _, _, headers = await api.raw("users.info", data={"user": "U0DANA"})
    assert "chat:write" in headers["x-oauth-scopes"]
    assert headers["x-accepted-oauth-scopes"] == "users:read"
    assert headers["x-slack-req-id"]


@pytest.mark.parametrize(
    ("data", "headers", "error"),
    [
        ("{", JSON, "invalid_json"),  # broken
        ("[1]", JSON, "json_not_object"),  # not an object
        ("<x/>", {"Content-Type": "text/xml"}, "invalid_post_type"),  # not known
        ("{}", JSON, "invalid_arguments"),  # what is required is not there
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(api, data, headers, error):
    _, body, _ = await api.raw("chat.postMessage", data=data, headers=headers)
    assert body["error"] == error


async def test_what_is_missing_is_named(api):
    body = await api("chat.postMessage", text="x")
    messages = body["response_metadata"]["messages"]
    assert messages == ["[ERROR] missing required field: channel"]


async def test_json_to_a_method_that_reads_forms_is_not_seen(api):
    body = await api("users.info", user="U0DANA")
    assert body["error"] == "invalid_arguments"


async def test_json_without_a_charset_is_warned_of(api):
    headers = {"Content-Type": "application/json"}
    _, body, _ = await api.raw("auth.test", data="{}", headers=headers)
    assert body["warning"] == "missing_charset"


async def test_arguments_may_stand_in_the_query_of_an_empty_post(api):
    _, body, _ = await api.raw("users.info", params={"user": "U0DANA"})
    assert body["user"]["name"] == "dana"


async def test_blocks_in_a_form_are_a_string_of_json(api):
    sent = {"channel": "C0OPS", "text": "x", "blocks": '[{"type":"divider"}]'}
    _, body, _ = await api.raw("chat.postMessage", data=sent)
    assert body["message"]["blocks"][0]["type"] == "divider"
    _, body, _ = await api.raw("chat.postMessage", data={**sent, "blocks": "[{"})
    assert body["error"] == "invalid_blocks_format"


async def test_an_unknown_argument_is_reported(api, slack):
    assert (await api("auth.test", colour="red"))["ok"]
    assert await slack.violations() == ["auth.test: unknown argument: colour"]


async def test_a_secret_in_a_text_is_reported_and_masked(api, slack):
    await api("chat.postMessage", channel="C0OPS", text="it is xoxb-12-abcdef")
    reports = await slack.violations()
    assert reports == ["chat.postMessage: a secret stands in what people read"]
    [call] = await slack.calls("chat.postMessage")
    assert call["args"]["text"] == "it is ***"


async def test_a_refusal_that_only_a_bug_causes_is_a_violation(api, slack):
    await api("chat.postMessage", channel="C0OPS", text="")
    assert "no_text" in (await slack.violations())[0]
    await slack.forget("violations")
    assert await slack.violations() == []
