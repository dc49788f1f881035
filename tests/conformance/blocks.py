"""One right payload of everything that Block Kit has, as full as it can be.

Each stands beside the surfaces on which it may stand: M message, O modal, H Home. What
is not in a message stands in the surface named first.
"""

PICTURE = "https://a.example/x.png"
LINK = "https://a.example/page"


def plain(text="x", **more):
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text="x", **more):
    return {"type": "mrkdwn", "text": text, **more}


def option(value="a", **more):
    return {"text": plain("A"), "value": value, **more}


def options(count):
    return [option(str(number)) for number in range(count)]


def group(count=1, **more):
    return {"label": plain("G"), "options": options(count), **more}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def confirm(**more):
    return {
        "title": plain("Sure?"),
        "text": mrkdwn("It is *gone* then."),
        "confirm": plain("Do it"),
        "deny": plain("Keep it"),
        **more,
    }


def image(**more):
    return {"type": "image", "alt_text": "a cat", "image_url": PICTURE, **more}


def section(text="x", **more):
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def asking(element, **more):
    return {"type": "input", "label": plain("Who?"), "element": element, **more}


def context(*elements):
    return {"type": "context", "elements": list(elements)}


def line(*leaves):
    return {"type": "rich_text_section", "elements": list(leaves)}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def leaf(**fields):
    return rich(line(fields))


def card(**more):
    return {"type": "card", "title": plain("t"), **more}


def container(*children, **more):
    return {
        "type": "container",
        "title": plain("t"),
        "child_blocks": list(children),
        **more,
    }


def cells(*texts):
    return [{"type": "raw_text", "text": text} for text in texts]


def table(rows, **more):
    return {"type": "table", "rows": [cells(*row) for row in rows], **more}


def data_table(rows, **more):
    return {**table(rows), "type": "data_table", "caption": "Costs", **more}


def chart(**more):
    return {"type": "data_visualization", "title": "Costs", "chart": more}


def bars(series=1, categories=("May",), **more):
    data = [{"label": name, "value": -1} for name in categories]
    named = [{"name": f"s{number}", "data": data} for number in range(series)]
    axes = {"categories": list(categories), "x_label": "m", "y_label": "£"}
    return chart(type="bar", series=named, axis_config=axes, **more)


def pie(segments=1, **more):
    parts = [{"label": f"p{number}", "value": 1} for number in range(segments)]
    return chart(type="pie", segments=parts, **more)


def task(**more):
    return {
        "type": "task_card",
        "task_id": "1",
        "title": "Drain",
        "status": "complete",
        "details": leaf(type="text", text="x"),
        "output": leaf(type="text", text="x"),
        "sources": [{"type": "url", "url": LINK, "text": "x"}],
        **more,
    }


def plan(count=1):
    tasks = [
        {"task_id": str(number), "title": "x", "status": "pending"}
        for number in range(count)
    ]
    return {"type": "plan", "title": "Failover", "tasks": tasks}


def video(**more):
    return {
        "type": "video",
        "alt_text": "a cat",
        "title": plain("t"),
        "title_url": LINK,
        "thumbnail_url": PICTURE,
        "video_url": LINK,
        "author_name": "ana",
        "provider_name": "tube",
        "provider_icon_url": PICTURE,
        "description": plain("d"),
        **more,
    }


def feedback(**more):
    side = {"text": plain("Good"), "value": "1", "accessibility_label": "good"}
    return {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": {**side, **more},
        "negative_button": {**side, "text": plain("Bad")},
    }


def icon_button(**more):
    return {"type": "icon_button", "icon": "trash", "text": plain("Bin"), **more}


def workflow_button(**more):
    parameters = [{"name": "a", "value": "b"}]
    trigger = {"url": LINK, "customizable_input_parameters": parameters}
    return {
        "type": "workflow_button",
        "text": plain("Run"),
        "action_id": "w",
        "workflow": {"trigger": trigger},
        **more,
    }


def select(**more):
    return actions({"type": "static_select", "options": [option()], **more})


def typed(**more):
    return asking({"type": "plain_text_input", **more})


def number(**more):
    return asking({"type": "number_input", "is_decimal_allowed": True, **more})


def sure(**more):
    return actions(button(confirm=confirm(**more)))


TYPED = {"placeholder": plain("p"), "focus_on_load": True, "action_id": "a"}
CHOSEN = {**TYPED, "confirm": confirm()}
SEVERAL = {**CHOSEN, "max_selected_items": 3}
TALKS = {
    "default_to_current_conversation": True,
    "filter": {"include": ["public", "im"], "exclude_bot_users": True},
}
DISPATCH = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}

# Elements: where, and how. A: in actions, S: beside a section, I: in an input.
ELEMENTS = {
    "button": (
        "MOH AS",
        button(
            value="1",
            url=LINK,
            style="danger",
            confirm=confirm(style="danger"),
            accessibility_label="Go there",
            agent_prompt="Do it",
            agent_prompt_display="Do it",
            visible_to_user_ids=["U0DANA"],
        ),
    ),
    "workflow_button": ("M AS", workflow_button(style="primary")),
    "overflow": (
        "MOH AS",
        {"type": "overflow", "options": [option(url=LINK)], "confirm": confirm()},
    ),
    "checkboxes": (
        "MOH ASI",
        {
            "type": "checkboxes",
            "options": [{**option(), "text": mrkdwn("A"), "description": mrkdwn("b")}],
            "initial_options": [
                {**option(), "text": mrkdwn("A"), "description": mrkdwn("b")}
            ],
            "confirm": confirm(),
            "focus_on_load": True,
        },
    ),
    "radio_buttons": (
        "MOH ASI",
        {"type": "radio_buttons", "options": options(2), "initial_option": option("1")},
    ),
    "static_select": (
        "MOH ASI",
        {
            "type": "static_select",
            "options": [option(description=plain("d"))],
            "initial_option": option(description=plain("d")),
            **CHOSEN,
        },
    ),
    "static_select of groups": (
        "MOH ASI",
        {"type": "static_select", "option_groups": [group(2)], **CHOSEN},
    ),
    "multi_static_select": (
        "MOH ASI",
        {
            "type": "multi_static_select",
            "options": options(3),
            "initial_options": options(2),
            **SEVERAL,
        },
    ),
    "external_select": (
        "MOH ASI",
        {"type": "external_select", "min_query_length": 0, **CHOSEN},
    ),
    "multi_external_select": (
        "MOH ASI",
        {
            "type": "multi_external_select",
            **{name: SEVERAL[name] for name in SEVERAL if name != "focus_on_load"},
        },
    ),
    "users_select": (
        "MOH ASI",
        {"type": "users_select", "initial_user": "U1", **CHOSEN},
    ),
    "multi_users_select": (
        "MOH ASI",
        {"type": "multi_users_select", "initial_users": ["W1"], **SEVERAL},
    ),
    "conversations_select": (
        "MOH ASI",
        {
            "type": "conversations_select",
            "initial_conversation": "C1",
            **CHOSEN,
            **TALKS,
        },
    ),
    "multi_conversations_select": (
        "MOH ASI",
        {
            "type": "multi_conversations_select",
            "initial_conversations": ["D1"],
            **SEVERAL,
            **TALKS,
        },
    ),
    "channels_select": (
        "MOH ASI",
        {"type": "channels_select", "initial_channel": "C1", **CHOSEN},
    ),
    "multi_channels_select": (
        "MOH ASI",
        {"type": "multi_channels_select", "initial_channels": ["C1"], **SEVERAL},
    ),
    "datepicker": (
        "MOH ASI",
        {"type": "datepicker", "initial_date": "2026-02-28", **CHOSEN},
    ),
    "timepicker": (
        "MOH ASI",
        {
            "type": "timepicker",
            "initial_time": "23:59",
            "timezone": "Asia/Kolkata",
            **CHOSEN,
        },
    ),
    "datetimepicker": (
        "MO AI",
        {
            "type": "datetimepicker",
            "initial_date_time": 1700000000,
            "focus_on_load": True,
            "confirm": confirm(),
        },
    ),
    "plain_text_input": (
        "MOH I",
        {
            "type": "plain_text_input",
            "min_length": 0,
            "max_length": 3000,
            "multiline": True,
            "initial_value": "x",
            "dispatch_action_config": DISPATCH,
            **TYPED,
        },
    ),
    "number_input": (
        "O I",
        {
            "type": "number_input",
            "is_decimal_allowed": True,
            "min_value": "-1.5",
            "max_value": "2",
            "initial_value": "0",
            **TYPED,
        },
    ),
    "email_text_input": ("O I", {"type": "email_text_input", **TYPED}),
    "url_text_input": ("O I", {"type": "url_text_input", **TYPED}),
    "file_input": (
        "O I",
        {"type": "file_input", "max_files": 10, "filetypes": ["png"]},
    ),
    "rich_text_input": (
        "OH AI",
        {
            "type": "rich_text_input",
            "initial_value": leaf(type="text", text="x"),
            "min_lines": 1,
            "max_lines": 100,
            **TYPED,
        },
    ),
    "image": ("MOH S", image()),
}

BLOCKS = {
    "section": (
        "MOH",
        section(fields=[plain(emoji=True), mrkdwn(verbatim=True)], expand=True),
    ),
    "header": ("MOH", {"type": "header", "text": plain(emoji=False), "level": 4}),
    "divider": ("MOH", {"type": "divider", "block_id": "d"}),
    "image": ("MOH", image(title=plain("t"))),
    "image of a file": (
        "MOH",
        {"type": "image", "alt_text": "a cat", "slack_file": {"id": "F1"}},
    ),
    "context": ("MOH", context(mrkdwn(), plain(), image())),
    "actions": ("MOH", actions(button())),
    "input": (
        "MOH",
        asking(
            {"type": "plain_text_input"},
            hint=plain("h"),
            optional=True,
            dispatch_action=True,
        ),
    ),
    "rich_text": (
        "MOH",
        rich(
            line(
                {"type": "text", "text": "x", "style": {"bold": True, "code": True}},
                {"type": "link", "url": LINK, "text": "x", "unsafe": False},
                {"type": "user", "user_id": "U0DANA", "style": {"highlight": True}},
                {"type": "channel", "channel_id": "C0OPS"},
                {"type": "team", "team_id": "T0HARBOUR"},
                {"type": "emoji", "name": "wave"},
                {
                    "type": "date",
                    "timestamp": 1700000000,
                    "format": "{time}",
                    "url": LINK,
                    "fallback": "then",
                },
                {"type": "color", "value": "#0Fa9b8"},
            ),
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [line({"type": "text", "text": "x"})],
                "indent": 8,
                "offset": 2,
                "border": 1,
            },
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": "x"}],
                "border": 0,
            },
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "x"}],
                "border": 0,
                "language": "python",
            },
        ),
    ),
    "video": ("MOH", video()),
    "card": (
        "MH",
        card(
            hero_image=image(),
            icon=image(),
            subtitle=mrkdwn("s"),
            body=mrkdwn("b"),
            subtext=mrkdwn("s"),
            actions=[button()],
        ),
    ),
    "card with an icon": ("MH", card(slack_icon={"type": "icon", "name": "bug"})),
    "carousel": ("MH", {"type": "carousel", "elements": [card()]}),
    "container": (
        "MH",
        container(
            section(),
            subtitle=plain("s"),
            width="wide",
            icon=image(),
            is_collapsible=True,
            default_collapsed=True,
        ),
    ),
    "container with a rich title": (
        "MH",
        {
            "type": "container",
            "rich_text_title": leaf(type="text", text="t"),
            "child_blocks": [{"type": "divider"}],
            "has_header_divider": True,
        },
    ),
    "table": (
        "MH",
        table([["a", ""], ["c", "d"]], column_settings=[{"align": "right"}, None]),
    ),
    "data_table": (
        "MH",
        data_table([["a"], ["b"]], page_size=100, row_header_column_index=0),
    ),
    "data_visualization": ("M", bars()),
    "data_visualization of segments": ("M", pie()),
    "markdown": ("M", {"type": "markdown", "text": "**b**", "block_id": "m"}),
    "alert": ("O", {"type": "alert", "text": mrkdwn("a"), "level": "warning"}),
    "context_actions": (
        "M",
        {
            "type": "context_actions",
            "elements": [
                feedback(),
                icon_button(
                    value="1",
                    accessibility_label="bin",
                    visible_to_user_ids=["U1"],
                    confirm=confirm(),
                ),
            ],
        },
    ),
    "task_card": ("M", task()),
    "plan": ("M", plan()),
}

STANDING = {
    "A": actions,
    "S": lambda element: section(accessory=element),
    "I": asking,
}
"""How an element stands in a block: A in actions, S beside a section, I in an input."""


WIDER = {("rich_text_input", "A"): "MOH"}
"""Where an element stands on more surfaces in one way than in another."""


def placed():
    """Give everything as a block: name, surfaces, block."""
    yield from ((name, where, block) for name, (where, block) in BLOCKS.items())
    for name, (told, element) in ELEMENTS.items():
        where, ways = told.split()
        for way in ways:
            stands = WIDER.get((name, way), where)
            yield f"{name} in {way}", stands, STANDING[way](element)
