"""8.4, rules 25 to 30: every block, element and object, to the last character."""

import itertools

import pytest

from tests.conformance.blocks import (
    ELEMENTS,
    LINK,
    PICTURE,
    STANDING,
    actions,
    asking,
    bars,
    button,
    card,
    cells,
    chart,
    confirm,
    container,
    context,
    data_table,
    feedback,
    group,
    icon_button,
    image,
    leaf,
    line,
    mrkdwn,
    option,
    options,
    pie,
    placed,
    plain,
    plan,
    rich,
    section,
    table,
    video,
    workflow_button,
)
from tests.conformance.surfaces import changed, home, modal, nodes, refusal

EVERYTHING = {name: (where, block) for name, where, block in placed()}
GLYPH = "\N{GRINNING FACE}"  # one code point, two UTF-16 units, four bytes


def select(**more):
    return actions({"type": "static_select", "options": [option()], **more})


def typed(**more):
    return asking({"type": "plain_text_input", **more})


def number(**more):
    return asking({"type": "number_input", "is_decimal_allowed": True, **more})


def long(size):
    return f"{LINK}?{'x' * (size - len(LINK) - 1)}"


# What holds text: where, how it is built, and from and to how many code points.
TEXTS = {
    "section.text": ("M", section, 1, 3000),
    "section.fields": (
        "M",
        lambda t: {"type": "section", "fields": [mrkdwn(t)]},
        1,
        2000,
    ),
    "header.text": ("M", lambda t: {"type": "header", "text": plain(t)}, 1, 150),
    "image.alt_text": ("M", lambda t: image(alt_text=t), 0, 2000),
    "image.title": ("M", lambda t: image(title=plain(t)), 1, 2000),
    "context.text": ("M", lambda t: context(mrkdwn(t)), 1, 3000),
    "input.label": ("M", lambda t: {**typed(), "label": plain(t)}, 1, 2000),
    "input.hint": ("M", lambda t: {**typed(), "hint": plain(t)}, 1, 2000),
    "block_id": ("M", lambda t: {"type": "divider", "block_id": t}, 1, 255),
    "action_id": ("M", lambda t: actions(button(action_id=t)), 1, 255),
    "button.text": ("M", lambda t: actions(button(text=plain(t))), 1, 75),
    "button.value": ("M", lambda t: actions(button(value=t)), 0, 2000),
    "button.accessibility_label": (
        "M",
        lambda t: actions(button(accessibility_label=t)),
        1,
        75,
    ),
    "button.agent_prompt": ("M", lambda t: actions(button(agent_prompt=t)), 1, 4000),
    "workflow_button.text": (
        "M",
        lambda t: actions(workflow_button(text=plain(t))),
        1,
        75,
    ),
    "icon_button.value": (
        "M",
        lambda t: {"type": "context_actions", "elements": [icon_button(value=t)]},
        0,
        2000,
    ),
    "feedback.text": (
        "M",
        lambda t: {"type": "context_actions", "elements": [feedback(text=plain(t))]},
        1,
        75,
    ),
    "feedback.value": (
        "M",
        lambda t: {"type": "context_actions", "elements": [feedback(value=t)]},
        1,
        2000,
    ),
    "option.text": ("M", lambda t: select(options=[option(text=plain(t))]), 1, 75),
    "option.value": ("M", lambda t: select(options=[option(t)]), 1, 150),
    "option.description": (
        "M",
        lambda t: select(options=[option(description=plain(t))]),
        1,
        75,
    ),
    "option_group.label": (
        "M",
        lambda t: actions(
            {"type": "static_select", "option_groups": [group(label=plain(t))]}
        ),
        1,
        75,
    ),
    "select.placeholder": ("M", lambda t: select(placeholder=plain(t)), 1, 150),
    "plain_text_input.placeholder": (
        "M",
        lambda t: typed(placeholder=plain(t)),
        1,
        150,
    ),
    "confirm.title": ("M", lambda t: _sure(title=plain(t)), 1, 100),
    "confirm.text": ("M", lambda t: _sure(text=mrkdwn(t)), 1, 300),
    "confirm.confirm": ("M", lambda t: _sure(confirm=plain(t)), 1, 30),
    "confirm.deny": ("M", lambda t: _sure(deny=plain(t)), 1, 30),
    "rich_text.text": ("M", lambda t: leaf(type="text", text=t), 1, None),
    "card.title": ("M", lambda t: card(title=mrkdwn(t)), 1, 150),
    "card.subtitle": ("M", lambda t: card(subtitle=mrkdwn(t)), 1, 150),
    "card.body": ("M", lambda t: card(body=mrkdwn(t)), 1, 200),
    "card.subtext": ("M", lambda t: card(subtext=mrkdwn(t)), 1, 200),
    "container.title": ("M", lambda t: container(section(), title=plain(t)), 1, 150),
    "container.subtitle": (
        "M",
        lambda t: container(section(), subtitle=plain(t)),
        1,
        150,
    ),
    "video.title": ("M", lambda t: video(title=plain(t)), 1, 200),
    "video.author_name": ("M", lambda t: video(author_name=t), 1, 50),
    "video.provider_name": ("M", lambda t: video(provider_name=t), 1, 50),
    "video.description": ("M", lambda t: video(description=plain(t)), 1, 200),
    "alert.text": ("O", lambda t: {"type": "alert", "text": mrkdwn(t)}, 1, 200),
    "markdown.text": ("M", lambda t: {"type": "markdown", "text": t}, 1, 12_000),
    "data_table.caption": (
        "M",
        lambda t: data_table([["a"], ["b"]], caption=t),
        1,
        None,
    ),
    "data_visualization.title": ("M", lambda t: {**pie(), "title": t}, 1, 50),
    "segment.label": ("M", lambda t: _slice(label=t), 1, 20),
    "category": ("M", lambda t: bars(categories=[t]), 1, 20),
    "axis": ("M", lambda t: _axis(x_label=t), 1, 50),
    "view.title": ("view", lambda t: modal(section(), title=plain(t)), 1, 24),
    "view.submit": ("view", lambda t: modal(section(), submit=plain(t)), 1, 24),
    "view.close": ("view", lambda t: modal(section(), close=plain(t)), 1, 24),
    "view.callback_id": ("view", lambda t: modal(section(), callback_id=t), 0, 255),
    "view.external_id": ("view", lambda t: modal(section(), external_id=t), 0, 255),
    "view.private_metadata": (
        "view",
        lambda t: modal(section(), private_metadata=t),
        0,
        3000,
    ),
}


def _sure(**more):
    return actions(button(confirm=confirm(**more)))


def _slice(**more):
    return chart(type="pie", segments=[{"label": "p", "value": 1, **more}])


def _axis(**more):
    made = bars()
    made["chart"]["axis_config"].update(more)
    return made


@pytest.mark.parametrize("name", TEXTS)
async def test_rule_25_a_text_is_neither_empty_nor_too_long(surfaces, name):
    where, build, low, high = TEXTS[name]

    async def error(size):
        made = build(GLYPH * size)
        if where == "view":
            return (await surfaces.opens(made)).get("error")
        return await surfaces.judges(where, made)

    wrong = "invalid_arguments" if where == "view" else refusal(where)
    for size in {low, high or 3000}:
        assert await error(size) is None, size
    if low:
        assert await error(low - 1) == wrong
    if high:
        assert await error(high + 1) == wrong


# What is an address: how it is built; the longest is 3,000 characters.
URLS = {
    "button.url": lambda url: actions(button(url=url)),
    "option.url": lambda url: actions(
        {"type": "overflow", "options": [option(url=url)]}
    ),
    "image.image_url": lambda url: image(image_url=url),
}


@pytest.mark.parametrize("name", URLS)
async def test_rule_25_an_address_has_3_000_characters_at_most(surfaces, name):
    assert await surfaces.judges("M", URLS[name](long(3000))) is None
    assert await surfaces.judges("M", URLS[name](long(3001))) == "invalid_blocks"
    assert await surfaces.judges("M", URLS[name]("no address")) == "invalid_blocks"


def _fields(count):
    return {"type": "section", "fields": [mrkdwn()] * count}


def _buttons(count):
    return [button(action_id=f"a{n}", text=plain(f"B{n}")) for n in range(count)]


def _dispatching(count):
    words = ["on_enter_pressed", "on_character_entered", "on_enter_pressed"][:count]
    return typed(dispatch_action_config={"trigger_actions_on": words})


def _acting(kind):
    return lambda count: actions({"type": kind, "options": options(count)})


# What holds things: where, how it is built, and from and to how many.
COUNTS = {
    "section.fields": ("M", _fields, 1, 10),
    "context.elements": ("M", lambda n: context(*[mrkdwn()] * n), 1, 10),
    "actions.elements": ("M", lambda n: actions(*_buttons(n)), 1, 25),
    "static_select.options": ("M", _acting("static_select"), 1, 100),
    "multi_static_select.options": ("M", _acting("multi_static_select"), 1, 100),
    "option_groups": (
        "M",
        lambda n: actions({"type": "static_select", "option_groups": [group()] * n}),
        1,
        100,
    ),
    "option_group.options": (
        "M",
        lambda n: actions({"type": "static_select", "option_groups": [group(n)]}),
        1,
        100,
    ),
    "checkboxes.options": ("M", _acting("checkboxes"), 1, 10),
    "radio_buttons.options": ("M", _acting("radio_buttons"), 1, 10),
    "overflow.options": ("M", _acting("overflow"), 1, 5),
    "trigger_actions_on": ("M", _dispatching, 1, 2),
    "visible_to_user_ids": (
        "M",
        lambda n: actions(button(visible_to_user_ids=["U0DANA"] * n)),
        1,
        10,
    ),
    "card.actions": ("M", lambda n: card(actions=_buttons(n)), 1, 3),
    "carousel.elements": ("M", lambda n: _carousel([card()] * n), 1, 10),
    "container.child_blocks": ("M", lambda n: container(*[section()] * n), 1, 10),
    "context_actions.elements": (
        "M",
        lambda n: {
            "type": "context_actions",
            "elements": [icon_button(action_id=str(i)) for i in range(n)],
        },
        1,
        5,
    ),
    "plan.tasks": ("M", plan, 0, 50),
    "pie.segments": ("M", pie, 1, 6),
    "bar.series": ("M", bars, 1, 6),
    "categories": ("M", lambda n: bars(categories=_names(n)), 1, 20),
    "table.rows": ("M", lambda n: table([["a"]] * n), 1, 100),
    "table.columns": ("M", lambda n: table([["a"] * n]), 1, 20),
    "data_table.rows": ("M", lambda n: data_table([["a"]] * n), 2, 101),
    "data_table.columns": ("M", lambda n: data_table([["a"] * n] * 2), 1, 20),
    "file_input.max_files": (
        "O",
        lambda n: asking({"type": "file_input", "max_files": n}),
        1,
        10,
    ),
    "max_selected_items": (
        "M",
        lambda n: actions({"type": "multi_users_select", "max_selected_items": n}),
        1,
        None,
    ),
    "min_query_length": (
        "M",
        lambda n: actions({"type": "external_select", "min_query_length": n}),
        0,
        None,
    ),
    "min_length": ("M", lambda n: typed(min_length=n), 0, 3000),
    "max_length": ("M", lambda n: typed(max_length=n), 1, 3000),
    "lines": (
        "O",
        lambda n: asking({"type": "rich_text_input", "max_lines": n}),
        1,
        100,
    ),
    "header.level": (
        "M",
        lambda n: {"type": "header", "text": plain(), "level": n},
        1,
        4,
    ),
    "rich_text_list.indent": ("M", lambda n: _listing(indent=n), 0, 8),
    "rich_text_list.offset": ("M", lambda n: _listing(offset=n), 0, None),
    "rich_text_list.border": ("M", lambda n: _listing(border=n), 0, 1),
    "page_size": (
        "M",
        lambda n: data_table([["a"], ["b"]], page_size=n),
        1,
        100,
    ),
}


def _names(count):
    return [f"c{number}" for number in range(count)]


def _carousel(cards):
    return {"type": "carousel", "elements": cards}


def _listing(**more):
    items = [line({"type": "text", "text": "x"})]
    listing = {"type": "rich_text_list", "style": "bullet", "elements": items}
    return rich({**listing, **more})


@pytest.mark.parametrize("name", COUNTS)
async def test_rule_25_a_number_is_within_its_bounds(surfaces, name):
    where, build, low, high = COUNTS[name]
    for count in {low, high or low + 7}:
        assert await surfaces.judges(where, build(count)) is None, count
    if build(low - 1) != build(low):  # there are no fewer than no things
        assert await surfaces.judges(where, build(low - 1)) == refusal(where)
    if high:
        assert await surfaces.judges(where, build(high + 1)) == refusal(where)


async def test_rule_25_a_message_has_50_blocks(api):
    many = [{"type": "divider"}] * 51
    assert (await api.say(text="x", blocks=many[:50]))["ok"]
    body = await api.say(text="x", blocks=many)
    assert body["error"] == "invalid_blocks"
    [said] = body["response_metadata"]["messages"]
    assert said == "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"


@pytest.mark.parametrize("surface", ["O", "H"])
async def test_rule_25_a_view_has_1_to_100_blocks(surfaces, surface):
    many = [{"type": "divider"}] * 101
    assert (await surfaces.on(surface, *many[:100]))["ok"]
    for blocks in (many, []):
        body = await surfaces.on(surface, *blocks)
        assert body["error"] == "invalid_arguments"


async def test_rule_25_a_message_has_100_attachments(api):
    many = [{"text": "x"}] * 101
    assert (await api.say(text="x", attachments=many[:100]))["ok"]
    refused = await api.say(text="x", attachments=many)
    assert refused["error"] == "too_many_attachments"


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
    "confirm.title": lambda text: _sure(title=text),
    "confirm.deny": lambda text: _sure(deny=text),
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


@pytest.mark.parametrize(
    "block",
    [
        # both, or neither, of options and groups
        actions(
            {"type": "static_select", "options": [option()], "option_groups": [group()]}
        ),
        # chosen at first is what is not offered, or not in every field
        select(initial_option=option("b")),
        select(initial_option=option(description=plain("d"))),
        select(initial_option={**option(), "text": plain("A", emoji=True)}),
        actions(
            {
                "type": "checkboxes",
                "options": options(2),
                "initial_options": [option("7")],
            }
        ),
        # an address belongs to overflow menus
        select(options=[option(url=LINK)]),
        # filters that filter nothing
        actions({"type": "conversations_select", "filter": {}}),
        actions({"type": "conversations_select", "filter": {"include": []}}),
        # filters and responses where they do not belong
        actions({"type": "users_select", "filter": {"exclude_bot_users": True}}),
        actions({"type": "conversations_select", "response_url_enabled": True}),
        asking({"type": "channels_select", "response_url_enabled": True}),  # no modal
        section(accessory=ELEMENTS["datetimepicker"][1]),
        # dates and times
        actions({"type": "datepicker", "initial_date": "2026-02-30"}),
        actions({"type": "datepicker", "initial_date": "28.2.2026"}),
        actions({"type": "timepicker", "initial_time": "24:00"}),
        actions({"type": "timepicker", "initial_time": "9:00"}),
        actions({"type": "datetimepicker", "initial_date_time": 170000000}),
        actions({"type": "datetimepicker", "initial_date_time": "1700000000"}),
        # texts
        typed(min_length=5, max_length=4),
        typed(max_length=2, initial_value="abc"),
        actions({"type": "multi_external_select", "focus_on_load": True}),
        actions(button(agent_prompt_display="x")),  # of a prompt that is not there
    ],
    ids=itertools.count(),
)
async def test_rule_28_fields_of_an_element_agree(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "number_input"},  # is_decimal_allowed is required
        {"type": "number_input", "is_decimal_allowed": True, "min_value": 1},
        {"type": "number_input", "is_decimal_allowed": True, "initial_value": "few"},
        {"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"},
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "min_value": "3",
            "max_value": "2",
        },
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "max_value": "2",
            "initial_value": "3",
        },
        {"type": "rich_text_input", "min_lines": 5, "max_lines": 4},
    ],
    ids=itertools.count(),
)
async def test_rule_28_numbers_of_an_input_agree(surfaces, element):
    body = await surfaces.opens(modal(asking(element)))
    assert body["error"] == "invalid_arguments"


async def test_rule_28_files_are_not_dispatched(surfaces):
    block = asking({"type": "file_input"}, dispatch_action=False)
    assert (await surfaces.opens(modal(block)))["error"] == "invalid_arguments"


async def test_rule_28_a_modal_may_ask_for_an_address_for_answers(surfaces):
    for kind in ("conversations_select", "channels_select"):
        block = asking({"type": kind, "response_url_enabled": True})
        assert (await surfaces.opens(modal(block)))["ok"]
    several = asking(
        {"type": "multi_conversations_select", "response_url_enabled": True}
    )
    assert (await surfaces.opens(modal(several)))["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "menu",
    [
        select(options=[option("a"), option("a", text=plain("B"))]),
        actions({"type": "static_select", "option_groups": [group(), group()]}),
    ],
    ids=["side by side", "in two groups"],
)
async def test_rule_28_two_options_of_one_value_are_reported(surfaces, slack, menu):
    assert await surfaces.judges("M", menu) is None
    assert "same value" in " ".join(await slack.violations())


async def test_rule_28_one_element_of_a_view_takes_the_focus(surfaces):
    focused = typed(focus_on_load=True)
    assert (await surfaces.opens(modal(focused)))["ok"]
    body = await surfaces.opens(modal(focused, focused))
    assert body["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    "payload",
    [
        {"blocks": [table([["a"]]), table([["b"]])]},
        {"blocks": [container(table([["a"]])), table([["b"]])]},
        {"blocks": [table([["a"]])], "attachments": [{"blocks": [table([["b"]])]}]},
    ],
    ids=["side by side", "nested", "attached"],
)
async def test_rule_29_a_message_has_one_table(api, payload):
    body = await api.say(text="x", **payload)
    assert body["error"] == "invalid_attachments"
    assert "only_one_table_allowed" in " ".join(body["response_metadata"]["messages"])


async def test_rule_29_a_message_has_two_charts(surfaces):
    assert await surfaces.judges("M", pie(), bars()) is None
    assert await surfaces.judges("M", pie(), bars(), pie()) == "invalid_blocks"


async def test_rule_29_all_markdown_together_has_12_000_characters(surfaces):
    half = {"type": "markdown", "text": "x" * 6000}
    assert await surfaces.judges("M", half, half) is None
    more = {"type": "markdown", "text": "y"}
    assert await surfaces.judges("M", half, half, more) == "invalid_blocks"


async def test_rule_29_nested_blocks_count(surfaces):
    full = [container(*[section()] * 10) for _ in range(5)]  # 55 in all
    assert await surfaces.judges("M", *full[:4]) is None
    assert await surfaces.judges("M", *full) == "invalid_blocks"


@pytest.mark.parametrize(
    "block",
    [
        table([["a", "b"], ["c"]]),  # rows of different lengths
        table([["x" * 101] * 20] * 5),  # 10,100 characters
        {
            "type": "table",
            "rows": [[{"type": "raw_number", "value": "1", "text": "1"}]],
        },
        {"type": "table", "rows": [["a"]]},  # a cell is an object
        data_table([["a"], [""]]),  # an empty cell
        data_table([["a", "b"], ["c"]]),
        data_table([["a"], ["b"]], caption=""),
        data_table([["a"], ["b"]], row_header_column_index=1),
        {
            **data_table([["a"], ["b"]]),
            "rows": [[leaf(type="text", text="a")], cells("b")],  # a rich header
        },
        bars(categories=["May", "May"]),
        bars(extra=1),
        chart(
            type="bar",
            series=[{"name": "s", "data": [{"label": "June", "value": 1}]}],
            axis_config={"categories": ["May"]},
        ),
        chart(type="pie", segments=[{"label": "p", "value": 0}]),
        chart(type="pie", segments=[{"label": "p", "value": "1"}]),
    ],
    ids=itertools.count(),
)
async def test_rule_29_tables_and_charts_have_their_shape(surfaces, block):
    assert await surfaces.judges("M", block) == "invalid_blocks"


async def test_rule_29_every_series_of_a_chart_has_its_own_name(surfaces):
    two = bars(series=2)
    two["chart"]["series"][1]["name"] = "s0"
    assert await surfaces.judges("M", two) == "invalid_blocks"


@pytest.mark.parametrize(
    "url",
    [
        *("https://localhost/x.png", "https://127.0.0.1/x.png", "ftp://a.example/x"),
        *("https://10.0.0.1/x.png", "/x.png", "data:image/png;base64,AA", "", "x"),
    ],
)
async def test_rule_30_a_picture_has_a_public_address(surfaces, url):
    assert await surfaces.judges("M", image(image_url=url)) == "invalid_blocks"
    assert await surfaces.judges("M", context(image(image_url=url))) == (
        "invalid_blocks"
    )


async def test_rule_30_a_picture_without_encryption_is_reported(surfaces, slack):
    assert await surfaces.judges("M", image(image_url="http://a.example/x.png")) is None
    assert "not https" in " ".join(await slack.violations())


async def test_rule_30_a_picture_has_one_source(surfaces):
    both = image(slack_file={"id": "F1"})
    assert await surfaces.judges("M", both) == "invalid_blocks"
    file = {
        "type": "image",
        "alt_text": "a cat",
        "slack_file": {"id": "F1", "url": LINK},
    }
    assert await surfaces.judges("M", file) == "invalid_blocks"
    assert await surfaces.judges("H", home()) == "invalid_arguments"
