"""What a client offers to be chosen: people and places that are there, as filtered."""

import pytest

from tests import person
from tests.playground.page_scene import asking, mrkdwn, plain


@pytest.fixture
def element():
    """Give by parametrisation what the form asks with."""
    return {"type": "users_select"}


@pytest.fixture
async def form(bot, api, dana, element):
    """Open a form with one field before dana."""

    async def opens(payload):
        view = {
            "type": "modal",
            "title": plain("Choose"),
            "submit": plain("Send"),
            "notify_on_close": True,
            "blocks": [asking("who", "Who?", element, optional=True)],
        }
        told = await api("views.open", trigger_id=payload["trigger_id"], view=view)
        assert told["ok"], told
        return ""

    bot.answers["command"] = opens
    await dana.types("#ops", "/incident list")
    return await dana.modal("Choose")


async def direct(slack, who, other):
    """Return the id of the direct message between two people."""
    state = await slack.person(who).state()
    return next(one["id"] for one in state["channels"] if one["user"] == other)


def one(kind, **more):
    return {"type": f"{kind}_select", **more}


def several(kind, **more):
    return {"type": f"multi_{kind}_select", **more}


PRIVATE = {"filter": {"include": ["private"]}}
PUBLIC = {"filter": {"include": ["public"]}}
PEOPLE = {"filter": {"include": ["im"], "exclude_bot_users": True}}

OFFERED = [
    (one("users"), "U0ANA"),
    (one("users"), "U0GUS"),  # a guest
    (one("users"), "U0LONGWATCH"),  # an app is offered too
    (several("users"), ["U0ANA", "U0DANA"]),
    (one("channels"), "C0OPS"),
    (several("channels"), ["C0OPS", "C0PAYMENTS"]),
    (one("conversations"), "C0OPS"),
    (one("conversations"), "C0SECURITY"),  # private, and dana is in it
    (one("conversations"), "U0ANA"),
    (one("conversations", **PRIVATE), "C0SECURITY"),
    (several("conversations", **PUBLIC), ["C0OPS", "C0GENERAL"]),
    (one("conversations", **PEOPLE), "U0ANA"),
    # what the app put there stays, whatever it is
    (one("users", initial_user="U0OLGA"), "U0OLGA"),
    (several("channels", initial_channels=["C0GONE"]), ["C0GONE", "C0OPS"]),
]


@pytest.mark.parametrize(("element", "value"), OFFERED)
async def test_what_is_offered_is_sent(bot, dana, form, element, value):
    await dana.submits(who=value)
    [sent] = bot.of("view_submission")
    held = sent["view"]["state"]["values"]["who"]["value"]
    held.pop("type")
    assert list(held.values()) == [value]


NOT_OFFERED = [
    (one("users"), "the database team"),  # any text
    (one("users"), "U0NOBODY"),
    (one("users"), "U0OLGA"),  # deactivated
    (one("users"), "C0OPS"),  # no person
    (several("users"), ["U0ANA", "U0NOBODY"]),  # one of several
    (one("channels"), "ops"),  # a name is no id
    (one("channels"), "C0NOWHERE"),
    (one("channels"), "C0SECURITY"),  # private
    (one("channels"), "U0ANA"),
    (several("channels"), ["C0OPS", "C0SECURITY"]),
    (one("conversations"), "C0NOWHERE"),
    (one("conversations"), "U0OLGA"),
    (one("conversations", **PUBLIC), "C0SECURITY"),
    (one("conversations", **PUBLIC), "U0ANA"),
    (one("conversations", **PRIVATE), "C0OPS"),
    (several("conversations", **PRIVATE), ["C0SECURITY", "C0OPS"]),
    (one("conversations", **PEOPLE), "U0LONGWATCH"),
    (one("conversations", **PEOPLE), "C0OPS"),
]


@pytest.mark.parametrize(("element", "value"), NOT_OFFERED)
async def test_what_is_not_offered_is_refused_beside_its_field(
    bot, dana, form, element, value
):
    with pytest.raises(person.Refused) as refused:
        await dana.submits(who=value)
    assert "can't be chosen here" in refused.value.fields["who"]
    assert bot.of("view_submission") == []


@pytest.mark.parametrize("element", [one("conversations")])
async def test_a_private_channel_is_offered_to_those_in_it_only(slack, bot, form):
    await slack.post("kick", user="U0KENJI", channel="security", who="U0DANA")
    with pytest.raises(person.Refused, match="can't be chosen"):
        await slack.person("dana").submits(who="C0SECURITY")


@pytest.mark.parametrize("element", [one("channels"), one("conversations")])
async def test_an_archived_channel_is_offered_to_nobody(slack, dana, form):
    await slack.post("archive", user=dana.id, channel="ops")
    with pytest.raises(person.Refused, match="can't be chosen"):
        await dana.submits(who="C0OPS")


@pytest.mark.parametrize("element", [one("conversations")])
async def test_only_ones_own_direct_messages_are_offered(slack, dana, form):
    theirs = await direct(slack, "ana", "U0LONGWATCH")
    with pytest.raises(person.Refused, match="can't be chosen"):
        await dana.submits(who=theirs)
    await dana.submits(who=await direct(slack, "dana", "U0ANA"))


@pytest.mark.parametrize("element", [one("conversations", **PEOPLE)])
async def test_a_direct_message_with_an_app_may_be_left_out(slack, dana, form):
    with pytest.raises(person.Refused, match="can't be chosen"):
        await dana.submits(who=await direct(slack, "dana", "U0LONGWATCH"))
    await dana.submits(who=await direct(slack, "dana", "U0ANA"))


async def test_whoever_was_chosen_stays_chosen_when_they_leave(slack, bot, dana, form):
    bot.answers["view_submission"] = {
        "response_action": "errors",
        "errors": {"who": "Somebody else."},
    }
    await dana.submits(who="U0ANA")
    await slack.post("person", id="U0ANA", deleted=True)
    bot.answers["view_submission"] = ""
    await dana.submits(who="U0ANA")
    assert len(bot.of("view_submission")) == 2


async def test_a_field_is_emptied(bot, dana, form):
    await dana.submits(who=None)
    [sent] = bot.of("view_submission")
    held = sent["view"]["state"]["values"]["who"]["value"]
    assert held["selected_user"] is None


async def test_a_form_is_not_left_with_what_is_not_offered_either(bot, dana, form):
    with pytest.raises(person.Refused, match="can't be chosen"):
        await dana.closes(who="U0NOBODY")
    await dana.closes(who="U0ANA")
    assert len(bot.of("view_closed")) == 1


async def test_a_menu_of_a_message_offers_the_same(slack, api, bot, dana):
    menu = {"type": "users_select", "action_id": "lead"}
    section = {"type": "section", "text": mrkdwn("Who leads?"), "accessory": menu}
    await api("conversations.join", channel="C0OPS")
    told = await api("chat.postMessage", channel="C0OPS", text="x", blocks=[section])
    where = {"channel": "C0OPS", "ts": told["ts"], "action_id": "lead"}
    with pytest.raises(person.Refused, match="can't be chosen"):
        await slack.post("click", user=dana.id, **where, value="U0NOBODY")
    assert bot.of("block_actions") == []
    await slack.post("click", user=dana.id, **where, value="U0ANA")
    [press] = bot.of("block_actions")
    assert press["actions"][0]["selected_user"] == "U0ANA"
