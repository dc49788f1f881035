"""8.1, rules 1 to 9: methods, tokens, scopes, bodies, arguments."""

import itertools
import json
import random

import pytest
from aiohttp import FormData

from tests.conformance import documented
from tests.conformance.caller import form
from tests.playground.counterparts import APP_TOKEN, SECRET, TOKEN

JSON = {"Content-Type": "application/json; charset=utf-8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RETIRED = (
    *("files.upload", "channels.create", "channels.list", "groups.invite"),
    *("im.open", "mpim.history", "dialog.open"),
)


async def had(api):
    """List the documented methods that this Slack has."""
    found = []
    for method in documented.METHODS:
        _, body, _ = await api.raw(method, token="", data="")
        if body["error"] != "unknown_method":
            found.append(method)
    return found


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("name", ["chat.dance", "chat.postmessage", "conversations"])
async def test_rule_01_an_unknown_method_is_refused_with_200(slack, verb, name):
    address = f"{slack.url}/api/{name}"
    async with slack.session.request(verb, address) as answer:
        assert answer.status == 200
        assert await answer.json() == {"ok": False, "error": "unknown_method"}


@pytest.mark.parametrize("name", RETIRED)
async def test_rule_01_a_retired_method_is_called_deprecated(api, name):
    status, body, _ = await api.raw(name, data="")
    assert (status, body["error"]) == (200, "method_deprecated")


async def test_rule_01_a_method_takes_get_and_post(slack):
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for verb in ("GET", "POST"):
        address = f"{slack.url}/api/auth.test"
        async with slack.session.request(verb, address, headers=bearer) as answer:
            assert (await answer.json())["ok"]


ODD = [
    *(None, True, -1, 0.5, "", " ", "x" * 5000, "\x00", "null", "[]", "{", "C0OPS"),
    *("U0DANA", [], ["C0OPS"], {}, {"type": "modal"}, [{"type": "section"}], 10**40),
    *(
        "9999999999.999999",
        "next:-1",
        "9" * 400,
        "\N{GRINNING FACE}",
        "nan",
        '{"a": NaN}',
    ),
]


async def test_rule_02_whatever_the_arguments_are_the_answer_is_200(api):
    dice = random.Random(2)  # noqa: S311 (a seed for a test)
    for method in await had(api):
        names = [*documented.METHODS[method]["args"], "unheard_of"]
        for turn in range(40):
            args = {name: dice.choice(ODD) for name in names if dice.random() < 0.7}
            sent = {"json": args} if turn % 2 else {"data": form(args)}
            status, body, _ = await api.raw(method, **sent)
            assert status == 200, (method, args)
            assert body["ok"] or body["error"] in documented.refusals(method), body


async def test_rule_02_a_body_too_deep_to_read_is_refused_with_200(api):
    deep = '{"channel":"C0OPS","blocks":' + "[" * 100_000
    status, body, _ = await api.raw("chat.postMessage", data=deep, headers=JSON)
    assert (status, body["error"]) == (200, "invalid_json")
    nested = "[" * 500 + "]" * 500
    sent = {"channel": "C0OPS", "blocks": nested}
    status, body, _ = await api.raw("chat.postMessage", data=sent)
    assert (status, body["error"]) == (200, "invalid_blocks_format")


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),  # none at all
        ("xoxb-9-other", "auth.test", "invalid_auth"),  # of nobody
        (APP_TOKEN, "chat.postMessage", "not_allowed_token_type"),  # the wrong kind
        (TOKEN, "apps.connections.open", "not_allowed_token_type"),  # the other way
    ],
)
async def test_rule_03_the_wrong_token_is_refused(api, token, method, error):
    status, body, _ = await api.raw(method, token=token, json={})
    assert (status, body["error"]) == (200, error)


@pytest.mark.parametrize(
    ("query", "body", "error"),
    [
        ("", {"token": TOKEN}, None),  # in the form it counts
        (f"?token={TOKEN}", {}, "not_authed"),  # in the address it does not
        (f"?token={TOKEN}", {"token": TOKEN}, "not_authed"),  # and spoils the form's
    ],
)
async def test_rule_03_a_token_counts_in_the_body_not_in_the_address(
    slack, query, body, error
):
    address = f"{slack.url}/api/auth.test{query}"
    async with slack.session.post(address, data=body) as answer:
        assert (await answer.json()).get("error") == error
    assert bool(await slack.violations()) is bool(error)


async def test_rule_03_an_expired_token_is_refused_from_its_time_on(api, slack):
    await slack.post("app", expires=await slack.now() + 60)
    await api.fine("auth.test")
    await slack.forward(seconds=61)
    assert await api.refused("auth.test") == "token_expired"


@pytest.mark.parametrize("dead", ["account_inactive", "token_revoked"])
async def test_rule_03_the_token_of_a_removed_app_is_dead(api, slack, dead):
    await slack.post("app", dead=dead)
    assert await api.refused("auth.test") == dead


async def test_rule_04_every_method_asks_for_one_of_its_documented_scopes(api, slack):
    await slack.post("app", scopes=["nothing:read"])
    asked = set()
    for method in await had(api):
        scopes = documented.scopes(method)
        if scopes:
            _, body, headers = await api.raw(method, data={"channel": "C0OPS"})
            assert body["error"] == "missing_scope", method
            assert set(body["needed"].split(",")) <= set(scopes)
            assert body["provided"] == "nothing:read"
            assert headers["x-accepted-oauth-scopes"].split(",") == scopes
            asked.add(method)
    assert len(asked) > 20


@pytest.mark.parametrize(
    ("call", "granted", "needed"),
    [
        # A public channel needs a scope of public channels, a private one its own.
        ("conversations.create?name=x", "groups:write", "channels:manage"),
        ("conversations.create?name=x&is_private=1", "channels:manage", "groups:write"),
        ("conversations.info?channel=C0SECURITY", "channels:read", "groups:read"),
        ("conversations.history?channel=C0OPS", "groups:history", "channels:history"),
        ("users.conversations?types=im", "channels:read", "im:read"),
    ],
)
async def test_rule_04_each_kind_of_conversation_has_its_own_scope(
    api, slack, call, granted, needed
):
    await slack.post("invite", user="U0DANA", channel="security", users=["U0LONGWATCH"])
    await slack.post("app", scopes=[granted])
    _, body, _ = await api.raw(call)
    assert (body["error"], body["provided"]) == ("missing_scope", granted)
    assert needed in body["needed"].split(",")


async def test_rule_04_answers_tell_the_granted_scopes_and_their_number(api):
    _, _, headers = await api.raw("auth.test", json={})
    assert "chat:write" in headers["x-oauth-scopes"].split(",")
    assert "x-accepted-oauth-scopes" in headers
    _, _, others = await api.raw("auth.test", json={})
    assert headers["x-slack-req-id"] != others["x-slack-req-id"]


@pytest.mark.parametrize("way", ["json", "form", "multipart", "query"])
async def test_rule_05_arguments_arrive_in_four_ways(api, way):
    sent = {"channel": "C0OPS", "text": "héllo"}
    options = {
        "json": {"json": sent},
        "form": {"data": sent},
        "multipart": {"data": _multipart(sent)},
        "query": {"params": sent},
    }
    _, body, _ = await api.raw("chat.postMessage", **options[way])
    assert body["ok"], body
    assert body["message"]["text"] == "héllo"


def _multipart(fields):
    made = FormData(default_to_multipart=True)
    for name, value in fields.items():
        made.add_field(name, value)
    return made


@pytest.mark.parametrize(
    ("data", "headers", "error"),
    [
        ("{", JSON, "invalid_json"),  # broken
        ('{"channel": NaN}', JSON, "invalid_json"),  # no JSON, though Python reads it
        (b"\xff\xfe{}", JSON, "invalid_json"),  # no text
        ("[1]", JSON, "json_not_object"),
        ('"x"', JSON, "json_not_object"),
        ("<x/>", {"Content-Type": "text/xml"}, "invalid_post_type"),
        ("a=b", {"Content-Type": "text/plain"}, "invalid_post_type"),
        ("a=b", {"Content-Type": f"{FORM['Content-Type']}; charset=klingon"}, None),
        ("--x", {"Content-Type": "multipart/form-data"}, "invalid_form_data"),
    ],
    ids=itertools.count(),
)
async def test_rule_05_a_body_that_cannot_be_read_is_refused(api, data, headers, error):
    status, body, _ = await api.raw("chat.postMessage", data=data, headers=headers)
    assert (status, body["error"]) == (200, error or "invalid_charset")


async def test_rule_05_a_body_needs_a_content_type(slack):
    address = f"{slack.url}/api/chat.postMessage"
    sent = {"data": b"channel=C0OPS", "skip_auto_headers": ["Content-Type"]}
    async with slack.session.post(address, **sent) as answer:
        assert (await answer.json())["error"] == "missing_post_type"


@pytest.mark.parametrize(
    ("data", "content_type", "warning"),
    [
        ("{}", "application/json", "missing_charset"),
        ("{}", "application/json; charset=utf-8", None),
        ("a=1", "application/x-www-form-urlencoded; charset=utf-8", "superfluous"),
        ("", "application/x-www-form-urlencoded", None),
    ],
)
async def test_rule_05_a_charset_too_few_or_too_many_is_warned_of(
    api, data, content_type, warning
):
    headers = {"Content-Type": content_type}
    _, body, _ = await api.raw("auth.test", data=data, headers=headers)
    assert body["ok"]
    assert (warning or "") in body.get("warning", "")
    assert ("warning" in body) is bool(warning)


async def test_rule_05_json_is_not_seen_by_a_method_that_reads_forms(api):
    blind = [m for m in await had(api) if not documented.METHODS[m]["json_body"]]
    for method in blind:
        required = documented.METHODS[method]["required"]
        if required:
            args = dict.fromkeys(required, "C0OPS")
            _, body, _ = await api.raw(method, json=args)
            assert body["error"] == "invalid_arguments", method
    assert len(blind) >= 5


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("blocks", "invalid_blocks_format"),
        ("attachments", "invalid_attachments"),
        ("metadata", "invalid_metadata_format"),
    ],
)
async def test_rule_06_structures_in_a_form_are_strings_of_json(api, name, error):
    for wrong in ("[{", "x", '"x"', "5"):
        sent = {"channel": "C0OPS", "text": "x", name: wrong}
        _, body, _ = await api.raw("chat.postMessage", data=sent)
        assert body["error"] == error, wrong


async def test_rule_06_blocks_and_views_in_a_form_are_read(api):
    sent = {"channel": "C0OPS", "text": "x", "blocks": '[{"type":"divider"}]'}
    _, body, _ = await api.raw("chat.postMessage", data=sent)
    assert body["message"]["blocks"][0]["type"] == "divider"
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    sent = {"user_id": "U0DANA", "view": json.dumps(view)}
    _, body, _ = await api.raw("views.publish", data=sent)
    assert body["ok"], body
    _, body, _ = await api.raw("views.publish", data={**sent, "view": "{"})
    assert body["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("word", "private"), [("true", True), ("1", True), ("false", False), ("0", False)]
)
async def test_rule_06_a_form_holds_booleans_as_words(api, slack, word, private):
    sent = {"name": "hush", "is_private": word}
    _, body, _ = await api.raw("conversations.create", data=sent)
    assert body["channel"]["is_private"] is private
    assert await slack.violations() == []


async def test_rule_06_any_other_word_for_a_boolean_is_reported(api, slack):
    sent = {"name": "hush", "is_private": "yes"}
    await api.raw("conversations.create", data=sent)
    expected = "conversations.create: is_private is not a boolean: yes"
    assert expected in await slack.violations()


async def test_rule_07_each_required_argument_that_is_missing_is_named(api):
    asked = 0
    for method in await had(api):
        for name in documented.METHODS[method]["required"]:
            others = dict.fromkeys(documented.METHODS[method]["required"], "x")
            del others[name]
            _, body, _ = await api.raw(method, data=others)
            assert body["error"] == "invalid_arguments", method
            said = f"[ERROR] missing required field: {name}"
            assert said in body["response_metadata"]["messages"]
            asked += 1
    assert asked > 20


async def test_rule_07_null_counts_as_missing(api):
    body = await api("chat.postMessage", channel=None, text="x")
    assert body["error"] == "invalid_arguments"


async def test_rule_07_an_unknown_argument_is_ignored_and_reported(api, slack):
    await api.fine("auth.test", colour="red")
    assert await slack.violations() == ["auth.test: unknown argument: colour"]


@pytest.mark.parametrize(
    "secret",
    [
        *("xoxb-12-34-abcdef", "xoxp-1-2-3-abc", "xapp-1-A1-2-abc"),
        *("xoxe.xoxb-1-abcdef", "xoxe-1-abcdef", SECRET * 8),
    ],
    ids=itertools.count(),
)
async def test_rule_08_a_secret_in_a_text_is_reported_and_not_repeated(
    api, slack, secret
):
    await api.say(text=f"use {secret} please")
    [report] = await slack.violations()
    assert "secret" in report
    assert secret not in report


async def test_rule_08_a_secret_in_blocks_and_in_the_address_is_reported(api, slack):
    hidden = {"type": "plain_text", "text": "xoxb-12-34-abcdef"}
    await api.say(text="x", blocks=[{"type": "section", "text": hidden}])
    params = {"channel": "C0OPS", "text": "xoxb-12-34-abcdef"}
    await api.raw("chat.postMessage", params=params)
    reports = await slack.violations()
    assert any("in the query string" in report for report in reports)
    assert sum("secret" in report for report in reports) >= 2
    [*_, call] = await slack.calls("chat.postMessage")
    assert call["args"]["text"] == "***"


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("conversations.create", {"name": "x"}),
        ("users.list", {}),
        ("users.conversations", {}),
        ("usergroups.list", {}),
    ],
)
async def test_rule_09_an_organisations_token_names_the_workspace(
    api, slack, method, args
):
    await slack.post("app", enterprise="E0HARBOUR")
    assert await api.refused(method, **args) == "missing_argument"
    _, other, _ = await api.raw(method, data={**form(args), "team_id": "T0OTHER"})
    assert other["error"] == "team_access_not_granted"
    _, body, _ = await api.raw(method, data={**form(args), "team_id": "T0HARBOUR"})
    assert body["ok"], body


async def test_rule_09_a_workspaces_token_may_name_it_or_not(api):
    await api.fine("users.list")
    await api.fine("users.list", team_id="T0HARBOUR")
