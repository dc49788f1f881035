"""8.4, rule 25: how long and how many, to the last character."""

import pytest

from tests.conformance.blocks import (
    LINK,
    actions,
    asking,
    bars,
    button,
    card,
    chart,
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
    plain,
    plan,
    rich,
    section,
    select,
    sure,
    table,
    typed,
    video,
    workflow_button,
)
from tests.conformance.surfaces import modal, refusal

GLYPH = "\N{GRINNING FACE}"  # one code point, two UTF-16 units, four bytes


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
    "confirm.title": ("M", lambda t: sure(title=plain(t)), 1, 100),
    "confirm.text": ("M", lambda t: sure(text=mrkdwn(t)), 1, 300),
    "confirm.confirm": ("M", lambda t: sure(confirm=plain(t)), 1, 30),
    "confirm.deny": ("M", lambda t: sure(deny=plain(t)), 1, 30),
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
