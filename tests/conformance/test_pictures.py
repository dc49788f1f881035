"""Pictures of files (1.2, 1.4), and fields for files: what they need to be shown."""

import pytest

from tests.conformance.blocks import asking, container, context, section
from tests.conformance.caller import seen
from tests.conformance.surfaces import home, modal
from tests.conformance.test_uploads import completed, direct, sent
from tests.playground.counterparts import SCOPES

HELD = b"\x89PNG, a chart"
SAID = "[ERROR] invalid slack file [json-pointer:{}]"
DANA, SAM = "U0DANA", "U0SAM"


def picture(**file):
    return {"type": "image", "alt_text": "a chart", "slack_file": file}


@pytest.fixture
async def chart(api):
    """Upload a picture that is shared nowhere; give its id."""
    file, _ = await sent(api, HELD, length=len(HELD), name="chart.png")
    named = [{"id": file, "title": "A chart"}]
    await api.fine("files.completeUploadExternal", files=named)
    return file


async def kept(slack, file, who):
    where = f"{slack.url}/control/files/{file}"
    async with slack.session.get(where, params={"as": who}) as said:
        return said.status, await said.read()


async def test_a_picture_of_a_file_is_shown_that_is_shared_nowhere(slack, api, chart):
    assert (await kept(slack, chart, DANA))[0] == 409
    await api.fine("conversations.join", channel="C0OPS")
    told = await api.say(text="x", blocks=[picture(id=chart)])
    assert told["ok"], told
    assert await kept(slack, chart, DANA) == (200, HELD)
    *_, message = await seen(slack, "C0OPS")
    assert message["blocks"][0]["slack_file"] == {"id": chart}


async def test_it_is_named_by_its_address_too(slack, api, chart):
    told = (await api.fine("files.info", file=chart))["file"]
    assert (await api.say(text="x", blocks=[picture(url=told["url_private"])]))["ok"]
    assert await kept(slack, chart, DANA) == (200, HELD)


async def test_a_shared_picture_is_shown_elsewhere_too(slack, api):
    file, _ = await sent(api, HELD, length=len(HELD), name="chart.png")
    await completed(api, file, await direct(api))
    assert (await kept(slack, file, SAM))[0] == 409, "dana's alone"
    assert (await api.say("C0GENERAL", text="x", blocks=[picture(id=file)]))["ok"]
    assert (await kept(slack, file, SAM))[0] == 200


async def test_only_those_who_see_the_message_see_the_picture(slack, api, chart):
    room = await api.channel("inc-1", is_private=True)
    await api.fine("conversations.invite", channel=room, users=DANA)
    assert (await api.say(room, text="x", blocks=[picture(id=chart)]))["ok"]
    assert (await kept(slack, chart, DANA))[0] == 200
    assert (await kept(slack, chart, SAM))[0] == 409
    said = {"channel": "C0GENERAL", "user": SAM, "text": "x"}
    await api.fine("conversations.join", channel="C0GENERAL")
    shown = [section(), context(picture(id=chart))]
    await api.fine("chat.postEphemeral", **said, blocks=shown)
    assert (await kept(slack, chart, SAM))[0] == 200
    assert (await kept(slack, chart, "U0LIV"))[0] == 409


async def test_whoever_no_longer_sees_the_message_sees_no_picture(slack, api, chart):
    told = await api.say(text="x", blocks=[picture(id=chart)])
    assert (await kept(slack, chart, DANA))[0] == 200
    await api.fine("chat.delete", channel=told["channel"], ts=told["ts"])
    assert (await kept(slack, chart, DANA))[0] == 409


async def test_a_view_shows_a_picture_to_whoever_has_it_open(
    surfaces, slack, api, chart
):
    assert (await surfaces.publishes(home(picture(id=chart))))["ok"]
    assert (await kept(slack, chart, DANA))[0] == 200
    assert (await kept(slack, chart, SAM))[0] == 409
    await surfaces.publishes(home(section()))
    assert (await kept(slack, chart, DANA))[0] == 409
    trigger = await surfaces.trigger()
    view = modal(section(accessory=picture(id=chart)))
    await api.fine("views.open", view=view, trigger_id=trigger)
    assert (await kept(slack, chart, DANA))[0] == 200


PLACES = {
    "a block": (lambda image: image, "/blocks/0/slack_file"),
    "beside a section": (
        lambda image: section(accessory=image),
        "/blocks/0/accessory/slack_file",
    ),
    "in a context": (
        context,
        "/blocks/0/elements/0/slack_file",
    ),
    "in a container": (
        lambda image: container(section(), image),
        "/blocks/0/child_blocks/1/slack_file",
    ),
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_file_that_is_nowhere_is_refused_with_a_pointer(api, place):
    build, pointer = PLACES[place]
    told = await api.say(text="x", blocks=[build(picture(id="F0NOWHERE"))])
    assert told["error"] == "invalid_blocks"
    assert told["response_metadata"]["messages"] == [SAID.format(pointer)]


@pytest.mark.parametrize(
    "url", ["https://files.example/x.png", "https://a.example/files-pri/F1/F1"]
)
async def test_an_address_that_is_no_files_is_refused(api, url):
    told = await api.say(text="x", blocks=[picture(url=url)])
    assert told["error"] == "invalid_blocks"


async def test_a_file_that_is_no_picture_is_refused(api):
    file, _ = await sent(api)
    await completed(api, file, await direct(api))
    told = await api.say(text="x", blocks=[picture(id=file)])
    assert told["error"] == "invalid_blocks"


async def test_a_file_that_was_only_announced_is_refused(api):
    file, _ = await sent(api, HELD, length=len(HELD), name="chart.png")
    told = await api.say(text="x", blocks=[picture(id=file)])
    assert told["error"] == "invalid_blocks"


async def test_a_file_that_the_app_may_not_read_is_refused(api, dana):
    shared = await dana.shares("#security", "graph.png", HELD, mimetype="image/png")
    [file] = shared.raw["file_ids"]
    told = await api.say(text="x", blocks=[picture(id=file)])
    assert told["error"] == "invalid_blocks"


async def test_a_message_does_not_become_a_picture_of_nothing(slack, api, chart):
    told = await api.say(text="x", blocks=[picture(id=chart)])
    where = {"channel": told["channel"], "ts": told["ts"], "text": "x"}
    wrong = [picture(id="F0NOWHERE")]
    assert await api.refused("chat.update", **where, blocks=wrong) == "invalid_blocks"
    assert len(await slack.violations()) == 1


@pytest.mark.parametrize("where", ["O", "H"])
async def test_a_view_with_a_picture_of_nothing_is_refused(surfaces, where):
    assert await surfaces.judges(where, picture(id="F0X")) == "invalid_arguments"


async def test_an_answer_to_a_form_shows_no_picture_of_nothing(
    app, api, slack, surfaces, dana
):
    trigger = await surfaces.trigger()
    await api.fine("views.open", view=modal(section()), trigger_id=trigger)
    wrong = modal(picture(id="F0NOWHERE"))
    app.answers["view_submission"] = {"response_action": "update", "view": wrong}
    await dana.submits()
    assert await slack.violations() == ["view_submission: invalid_arguments"]
    assert (await dana.modal())["blocks"][0]["type"] == "section", "it stays as it was"


FIELD = asking({"type": "file_input"})


@pytest.mark.parametrize("settings", [{"scopes": SCOPES}])
async def test_a_field_for_files_needs_an_app_that_may_read_them(surfaces, slack):
    assert await surfaces.judges("O", FIELD) == "invalid_arguments"
    await slack.post("app", scopes=[*SCOPES, "files:read"])
    assert await surfaces.judges("O", FIELD) is None


@pytest.mark.parametrize("where", ["M", "H"])
async def test_a_field_for_files_stands_in_forms_only(surfaces, where):
    assert await surfaces.judges(where, FIELD) in {
        "invalid_blocks",
        "invalid_arguments",
    }


@pytest.mark.parametrize("kind", [".pdf", "a b", "", "application/pdf"])
async def test_a_type_of_files_is_an_extension(surfaces, kind):
    field = asking({"type": "file_input", "filetypes": ["png", kind]})
    assert await surfaces.judges("O", field) == "invalid_arguments"
