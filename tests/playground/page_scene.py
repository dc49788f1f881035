"""An app with a form and a card to use, and what a person does on the page."""


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def option(text, value, about=None):
    described = {"description": plain(about)} if about else {}
    return {"text": plain(text), "value": value, **described}


def asking(name, label, element, **more):
    named = {"action_id": "value", **element}
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": named,
        **more,
    }


def button(text, verb, **more):
    return {"type": "button", "text": plain(text), "action_id": verb, **more}


SEVERITIES = [
    option("SEV-1", "sev1", "Everyone is hit"),
    option("SEV-2", "sev2", "Many are hit"),
]

FORM = {
    "type": "modal",
    "callback_id": "incidents.declare",
    "title": plain("Declare an incident"),
    "submit": plain("Declare"),
    "close": plain("Cancel"),
    "blocks": [
        asking(
            "title",
            "What is wrong?",
            {"type": "plain_text_input", "max_length": 80},
            hint=plain("One line that anyone understands."),
        ),
        asking(
            "severity",
            "How bad is it?",
            {"type": "static_select", "options": SEVERITIES},
        ),
        asking(
            "found",
            "How was it found?",
            {
                "type": "radio_buttons",
                "options": [option("An alert", "alert"), option("A person", "person")],
                "initial_option": option("An alert", "alert"),
            },
        ),
        asking("lead", "Who leads?", {"type": "users_select"}, optional=True),
        asking(
            "service",
            "Which service?",
            {"type": "external_select", "min_query_length": 1},
            optional=True,
        ),
        asking("started", "When?", {"type": "datetimepicker"}, optional=True),
        asking(
            "flags",
            "Also",
            {"type": "checkboxes", "options": [option("A drill", "drill")]},
            optional=True,
        ),
    ],
}

SURE = {
    "title": plain("Resolve it?"),
    "text": mrkdwn("*Everyone* is told."),
    "confirm": plain("Resolve"),
    "deny": plain("Keep it open"),
}

CARD = [
    {"type": "header", "text": plain("INC-1 · Checkout answers 500")},
    {
        "type": "section",
        "text": mrkdwn("Led by <@U0DANA> in <#C0INCIDENTS> :eyes:"),
        "fields": [
            mrkdwn("*Declared*\n<!date^1795000000^{date} at {time}|then>"),
            mrkdwn("*Affected*\nCheckout"),
        ],
    },
    {"type": "context", "elements": [mrkdwn("Found by an alert"), plain("v1")]},
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            button("Acknowledge", "incidents.acknowledge", style="primary"),
            button("Resolve", "incidents.resolve", style="danger", confirm=SURE),
        ],
    },
]


def picker(kind, **more):
    return {"type": kind, "action_id": f"kinds.{kind}", **more}


EVERYTHING = [
    *CARD,
    {
        "type": "section",
        "text": mrkdwn("> quoted\n• one\n• `two` and ```a block```"),
        "accessory": picker("overflow", options=SEVERITIES),
    },
    *(
        {
            "type": "section",
            "text": plain(f"A {kind}"),
            "accessory": picker(kind, **more),
        }
        for kind, more in {
            "static_select": {"options": SEVERITIES},
            "multi_static_select": {"options": SEVERITIES},
            "users_select": {},
            "channels_select": {},
            "conversations_select": {},
            "external_select": {},
            "datepicker": {"initial_date": "2026-11-24"},
            "timepicker": {},
            "checkboxes": {"options": SEVERITIES},
            "radio_buttons": {"options": SEVERITIES},
        }.items()
    ),
    {"type": "actions", "elements": [picker("datetimepicker")]},
    asking("note", "Say more", {"type": "plain_text_input", "multiline": True}),
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": "quoted " * 30}],
            },
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "a long line of code " * 12}],
            },
        ],
    },
    {
        "type": "data_table",
        "caption": "Promises",
        "rows": [
            [{"type": "raw_text", "text": f"Column {n}"} for n in range(9)],
            [{"type": "raw_number", "value": n, "text": str(n)} for n in range(9)],
        ],
    },
]
"""What a message can hold, some of it too wide for a phone."""


def rehearse(bot, api):
    """Let the app open the form, refuse the title `bad`, and change its card."""

    async def command(payload):
        await api("views.open", trigger_id=payload["trigger_id"], view=FORM)
        return ""

    async def submission(payload):
        title = payload["view"]["state"]["values"]["title"]["value"]["value"]
        errors = {"title": "Say more than that."} if title == "bad" else {}
        return {"response_action": "errors", "errors": errors} if errors else ""

    async def action(payload):
        done = [CARD[0], {"type": "section", "text": mrkdwn("Acknowledged")}]
        where = {"channel": payload["channel"]["id"], "ts": payload["message"]["ts"]}
        await api("chat.update", **where, text="INC-1", blocks=done)
        return ""

    async def suggestion(payload):
        return {"options": [option(f"{payload['value']} service", "s1")]}

    bot.answers |= {
        "command": command,
        "shortcut": command,
        "message_action": command,
        "view_submission": submission,
        "block_actions": action,
        "block_suggestion": suggestion,
    }


async def posts(api, channel="C0INCIDENTS", text="INC-1 declared", blocks=None):
    """Post as the app; the card unless told otherwise."""
    shown = CARD if blocks is None else blocks
    await api("conversations.join", channel=channel)
    answer = await api("chat.postMessage", channel=channel, text=text, blocks=shown)
    assert answer["ok"], answer
    return answer["ts"]


async def opens(page, place):
    """Choose a place on the left, from the drawer where that is closed."""
    drawer = page.locator("#drawer-open")
    if await drawer.is_visible():
        await drawer.click()
    await page.locator(f".place:has-text('{place}')").click()
    await page.locator(f".channel-word:has-text('{place}')").wait_for()


async def types(page, text):
    """Type into the message box and send."""
    await page.locator("#composer-text").fill(text)
    await page.locator("#composer-text").press("Enter")


async def focused(page):
    """Return the accessible name or text of what has the focus."""
    return await page.evaluate(
        """() => {
          const at = document.activeElement;
          const labels = (at.getAttribute("aria-labelledby") ?? "").split(" ");
          const named = labels.map((id) => document.getElementById(id)?.textContent);
          return at.getAttribute("aria-label") ?? (named.join(" ") || at.textContent);
        }"""
    )


def plotted(kind, title, categories, series, **axes):
    """Make a chart of these series, each with a value for every category."""

    def points(values):
        pairs = zip(categories, values, strict=True)
        return [{"label": name, "value": value} for name, value in pairs]

    drawn = {
        "type": kind,
        "series": [{"name": n, "data": points(v)} for n, v in series.items()],
        "axis_config": {"categories": list(categories), **axes},
    }
    return {"type": "data_visualization", "title": title, "chart": drawn}


def sliced(title, **parts):
    """Make a pie of these parts."""
    segments = [{"label": name, "value": value} for name, value in parts.items()]
    drawn = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": title, "chart": drawn}
