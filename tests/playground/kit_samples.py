"""Small blocks to build payloads of, each valid until a test spoils it."""

from bot.playground import kit


def plain(text="x", **more):
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text="x", **more):
    return {"type": "mrkdwn", "text": text, **more}


def section(**more):
    return {"type": "section", "text": mrkdwn(), **more}


def context(*elements):
    return {"type": "context", "elements": list(elements)}


def picture(**more):
    return {"type": "image", "alt_text": "a cat", **more}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def leaf(**more):
    return rich({"type": "rich_text_section", "elements": [more]})


def card(**more):
    return {"type": "card", "title": mrkdwn(), **more}


def container(*children, **more):
    return {
        "type": "container",
        "title": plain(),
        "child_blocks": list(children),
        **more,
    }


def table(*rows, **more):
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    return {"type": "table", "rows": cells, **more}


def data_table(*rows, **more):
    return {**table(*rows), "type": "data_table", "caption": "Costs", **more}


def chart(**more):
    return {"type": "data_visualization", "title": "Costs", "chart": more}


def bars(categories=("May",), **point):
    data = [{"label": "May", "value": -1, **point}]
    axes = {"categories": list(categories)}
    return chart(type="bar", series=[{"name": "EU", "data": data}], axis_config=axes)


def task(**more):
    return {"type": "task_card", "task_id": "1", "title": "Drain", **more}


def plan(*ids):
    tasks = [{"task_id": name, "title": "x", "status": "pending"} for name in ids]
    return {"type": "plan", "title": "Failover", "tasks": tasks}


def check(*blocks):
    return kit.message({"text": "x", "blocks": list(blocks)})


def found(findings):
    return [tuple(error) for error in findings.errors]


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}


def option(value="a", **more):
    return {"text": plain("A"), "value": value, **more}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def select(**more):
    return {"type": "static_select", "options": [option()], **more}


def boxes(**more):
    return {"type": "checkboxes", "options": [option()], **more}


def users(**more):
    return {"type": "multi_users_select", **more}


def field(**more):
    return {"type": "plain_text_input", **more}


def number(**more):
    return {"type": "number_input", "is_decimal_allowed": False, **more}


def talks(**more):
    return {"type": "conversations_select", **more}


def check_element(element):
    """Put the element where elements of its type may stand, in a modal."""
    standing = {"type": "input", "label": plain(), "element": element}
    if element["type"] in ("button", "overflow"):
        standing = {"type": "actions", "elements": [element]}
    view = {"type": "modal", "title": plain(), "submit": plain(), "blocks": [standing]}
    return kit.view(view)
