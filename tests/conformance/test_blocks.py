"""8.4, rules 25 to 27: every block, element and object, and where each may stand."""

import itertools

import pytest

from tests.conformance.blocks import (
    ELEMENTS,
    PICTURE,
    STANDING,
    actions,
    button,
    cells,
    chart,
    confirm,
    container,
    group,
    icon_button,
    image,
    leaf,
    line,
    mrkdwn,
    number,
    option,
    placed,
    plain,
    rich,
    section,
    select,
    sure,
    typed,
    video,
)
from tests.conformance.surfaces import changed, modal, nodes, refusal

EVERYTHING = {name: (where, block) for name, where, block in placed()}


@pytest.mark.parametrize("name", EVERYTHING)
async def test_rule_25_everything_that_is_right_is_taken(surfaces, name):
    where, block = EVERYTHING[name]
    body = await surfaces.on(where[0], block)
    assert body["ok"], body


@pytest.mark.parametrize("name", EVERYTHING)
async def test_rule_25_a_field_that_slack_does_not_know_kills_it_all(surfaces, name):
    where, block = EVERYTHING[name]
    for at in nodes(block):
        spoilt = changed(block, at, colour="red")
        assert await surfaces.judges(where, spoilt) == refusal(where), at


@pytest.mark.parametrize("name", EVERYTHING)
async def test_rule_25_only_texts_blocks_and_elements_have_a_type(surfaces, name):
    where, block = EVERYTHING[name]
    for at in nodes(block):
        spoilt = changed(block, at, type="thing")
        assert await surfaces.judges(where, spoilt) == refusal(where), at


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section"},  # neither text nor fields
        {"type": "header"},
        {"type": "context"},
        {"type": "actions"},
        {"type": "image", "image_url": PICTURE},  # nothing for those who can't see
        {"type": "image", "alt_text": "a cat"},
        {"type": "input", "label": plain()},
        {"type": "input", "element": {"type": "plain_text_input"}},
        {"type": "rich_text"},
        {"type": "carousel"},
        {"type": "container", "title": plain()},
        {"type": "container", "child_blocks": [section()]},
        {"type": "table"},
        {"type": "data_table", "rows": [cells("a"), cells("b")]},
        {"type": "data_visualization", "title": "t"},
        {"type": "card"},
        {"type": "card", "subtitle": plain()},  # none of its four main parts
        {"type": "task_card", "task_id": "1", "title": "t"},
        {"type": "markdown"},
        {"type": "context_actions"},
        {"type": "nothing"},
        {"type": 5},
        {},
        actions({"type": "button"}),
        actions({"type": "static_select"}),  # neither options nor groups
        actions({"type": "checkboxes"}),
        actions({"type": "workflow_button", "text": plain(), "workflow": {}}),
        select(options=[{"text": plain()}]),
        select(options=[{"value": "a"}]),
        select(option_groups=[{"label": plain()}]),
        actions(button(confirm={"title": plain(), "text": plain()})),
        leaf(type="link"),
        leaf(type="user"),
        leaf(type="emoji"),
        leaf(type="date", timestamp=1700000000),
        rich({"type": "rich_text_list", "elements": [line()]}),  # no style
    ],
    ids=itertools.count(),
)
async def test_rule_25_what_is_required_has_to_be_there(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


@pytest.mark.parametrize(
    "block",
    [
        actions(button(style="default")),
        actions(button(style="")),
        actions(button(confirm=confirm(style="scary"))),
        {
            "type": "context_actions",
            "elements": [icon_button(icon="bomb")],
        },
        {"type": "table", "rows": [cells("a")], "column_settings": [{"align": "top"}]},
        container(section(), width="huge"),
        chart(type="donut", segments=[{"label": "p", "value": 1}]),
        {
            "type": "task_card",
            "task_id": "1",
            "title": "t",
            "status": "pending",  # in a plan only
        },
        typed(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        leaf(type="broadcast", range="all"),
        rich({"type": "rich_text_list", "style": "roman", "elements": [line()]}),
        actions({"type": "conversations_select", "filter": {"include": ["all"]}}),
        actions({"type": "timepicker", "timezone": "Mars/Phobos"}),
    ],
    ids=itertools.count(),
)
async def test_rule_25_an_enumeration_has_its_words_only(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


# Where a text must be plain: how it is built with a text object.
PLAINLY = {
    "header": lambda text: {"type": "header", "text": text},
    "button": lambda text: actions(button(text=text)),
    "label": lambda text: {**typed(), "label": text},
    "hint": lambda text: {**typed(), "hint": text},
    "placeholder": lambda text: select(placeholder=text),
    "image.title": lambda text: image(title=text),
    "option of a select": lambda text: select(options=[option(text=text)]),
    "option of an overflow": lambda text: actions(
        {"type": "overflow", "options": [option(text=text)]}
    ),
    "option_group": lambda text: actions(
        {"type": "static_select", "option_groups": [group(label=text)]}
    ),
    "confirm.title": lambda text: sure(title=text),
    "confirm.deny": lambda text: sure(deny=text),
    "container.title": lambda text: container(section(), title=text),
    "video.title": lambda text: video(title=text),
}


@pytest.mark.parametrize("name", PLAINLY)
async def test_rule_25_mrkdwn_is_refused_where_a_text_is_plain(surfaces, name):
    assert await surfaces.judges("M", PLAINLY[name](plain())) is None
    assert await surfaces.judges("M", PLAINLY[name](mrkdwn())) == "invalid_blocks"
    assert await surfaces.judges("M", PLAINLY[name]("x")) == "invalid_blocks"


@pytest.mark.parametrize("part", ["title", "submit", "close"])
async def test_rule_25_the_words_of_a_view_are_plain(surfaces, part):
    body = await surfaces.opens(modal(section(), **{part: mrkdwn()}))
    assert body["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "text",
    [
        mrkdwn(emoji=True),  # of plain_text
        plain(verbatim=True),  # of mrkdwn
        plain(emoji="yes"),
        {"type": "markdown", "text": "x"},
        {"text": "x"},
        "x",
    ],
    ids=itertools.count(),
)
async def test_rule_25_a_text_object_has_its_own_fields(surfaces, text):
    assert await surfaces.judges("M", {"type": "section", "text": text}) == (
        "invalid_blocks"
    )


@pytest.mark.parametrize("block", [actions(button(value=5)), section(5), section(None)])
async def test_rule_25_a_string_is_a_string(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


@pytest.mark.parametrize(
    ("block", "pointer", "said"),
    [
        (section("x" * 3001), "/blocks/0/text/text", "must be less than 3001"),
        (section(""), "/blocks/0/text/text", "must be more than 0"),
        (actions(), "/blocks/0/elements", "no fewer than 1 items"),
        ({"type": "header"}, "/blocks/0", "missing required field: text"),
        ({"type": "mystery"}, "/blocks/0/type", "unsupported type: mystery"),
        (section(colour=1), "/blocks/0", "invalid additional property: colour"),
    ],
    ids=itertools.count(),
)
async def test_rule_25_what_is_wrong_is_named_with_a_json_pointer(
    api, block, pointer, said
):
    messages = await api.messages(
        "chat.postMessage", channel="C0OPS", text="x", blocks=[block]
    )
    assert any(said in one and f"[json-pointer:{pointer}]" in one for one in messages)


@pytest.mark.parametrize("name", EVERYTHING)
async def test_rule_26_everything_stands_on_its_surfaces_only(surfaces, name):
    where, block = EVERYTHING[name]
    for surface in "MOH":
        body = await surfaces.on(surface, block)
        assert body["ok"] is (surface in where), body


@pytest.mark.parametrize("kind", ["file", "layout", "auth_provider"])
async def test_rule_26_what_an_app_cannot_post_is_refused(surfaces, kind):
    block = {"type": kind, "external_id": "1", "source": "remote"}
    assert await surfaces.judges("M", block) == "invalid_blocks"


WRONG_PLACES = [
    (name, way)
    for name, (told, _) in ELEMENTS.items()
    for way in "ASI"
    if way not in told.split()[1]
]


@pytest.mark.parametrize(("name", "way"), WRONG_PLACES)
async def test_rule_26_an_element_stands_in_its_blocks_only(surfaces, name, way):
    told, element = ELEMENTS[name]
    where = told.split()[0]
    block = STANDING[way](element)
    assert await surfaces.judges(where, block) == refusal(where)


@pytest.mark.parametrize("kind", ["carousel", "container", "markdown", "card"])
async def test_rule_26_a_container_holds_some_blocks_only(surfaces, kind):
    _, inner = EVERYTHING[kind]
    assert await surfaces.judges("M", container(inner)) == "invalid_blocks"


TWICE = {"type": "divider", "block_id": "same"}


@pytest.mark.parametrize(
    "blocks",
    [
        [TWICE, TWICE],
        [container(TWICE), TWICE],  # nested counts
    ],
    ids=["side by side", "nested"],
)
async def test_rule_27_a_block_id_is_unique_in_the_payload(surfaces, blocks):
    assert await surfaces.judges("M", *blocks) == "invalid_blocks"


async def test_rule_27_attachments_share_the_block_ids_of_their_message(api):
    body = await api.say(text="x", blocks=[TWICE], attachments=[{"blocks": [TWICE]}])
    assert body["error"] == "invalid_blocks"


async def test_rule_27_an_action_id_is_unique_in_its_block(surfaces):
    two = [button(), button(text=plain("Stop"))]
    assert await surfaces.judges("M", actions(*two)) == "invalid_blocks"
    apart = [actions(one) for one in two]
    assert await surfaces.judges("M", *apart) is None


@pytest.mark.parametrize(
    "two",
    [
        [actions(button(action_id="a")), actions(button(text=plain(), action_id="a"))],
        [typed(action_id="a"), number(action_id="a")],
    ],
    ids=["buttons", "fields"],
)
async def test_rule_27_an_action_id_twice_in_a_view_is_reported(surfaces, slack, two):
    assert (await surfaces.opens(modal(*two)))["ok"]
    assert 'action_id "a"' in " ".join(await slack.violations())
