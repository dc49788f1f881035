"""A second opinion: another validator must judge as the playground's kit does."""

import pytest
import slackblocks as other
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import kit
from tests.playground.kit_samples import (
    boxes,
    button,
    context,
    field,
    leaf,
    mrkdwn,
    picture,
    plain,
    section,
    select,
    table,
    users,
)

EDGES = (1, 20, 24, 30, 50, 75, 100, 150, 200, 255, 300, 2000, 3000, 12_000)
LENGTHS = st.sampled_from([0, *(n + more for n in EDGES for more in (0, 1))])
COUNTS = st.sampled_from([1, 2, 5, 6, 10, 11, 25, 26, 100, 101])
PICTURE = "https://a.example/x.png"


def texts(length):
    return "x" * length


def theirs_option(label="A", value="a", **more):
    return other.Option(other.Text(label, other.TextType.PLAINTEXT), value, **more)


def options(count):
    return [{"text": plain("A"), "value": str(n)} for n in range(count)]


def theirs_options(count):
    return [theirs_option(value=str(n)) for n in range(count)]


def standing(element):
    return {"type": "actions", "elements": [element]}


def asking(element):
    return {"type": "input", "label": plain(), "element": element}


def confirm(**more):
    sentences = {
        "title": plain(),
        "text": mrkdwn(),
        "confirm": plain(),
        "deny": plain(),
        **more,
    }
    return standing(button(confirm=sentences))


def theirs_confirm(**more):
    words = {"title": "x", "text": "x", "confirm": "x", "deny": "x", **more}
    asked = other.Confirm(**words)
    return other.ActionsBlock([other.Button("Go", action_id="go", confirm=asked)])


def theirs_button(text="Go", **more):
    return other.ActionsBlock([other.Button(text, action_id="go", **more)])


def theirs_input(**more):
    return other.InputBlock("x", other.PlainTextInput(action_id="a", **more))


def theirs_rich(text):
    return other.RichTextBlock(other.RichTextSection(other.RichText(text)))


def theirs_table(rows, columns):
    cells = [[other.RawText("a")] * columns for _ in range(rows)]
    return other.TableBlock(cells)


BY_LENGTH = {
    "section text": (
        lambda n: section(text=mrkdwn(texts(n))),
        lambda n: other.SectionBlock(other.Text(texts(n))),
    ),
    "section field": (
        lambda n: {"type": "section", "fields": [mrkdwn(texts(n))]},
        lambda n: other.SectionBlock(fields=[other.Text(texts(n))]),
    ),
    "header": (
        lambda n: {"type": "header", "text": plain(texts(n))},
        lambda n: other.HeaderBlock(texts(n)),
    ),
    "picture": (
        lambda n: picture(image_url=PICTURE, title=plain(texts(n))),
        lambda n: other.ImageBlock(PICTURE, "a cat", title=texts(n)),
    ),
    "alternative text": (
        lambda n: {**picture(image_url=PICTURE), "alt_text": texts(n)},
        lambda n: other.ImageBlock(PICTURE, texts(n)),
    ),
    "button": (
        lambda n: standing(button(text=plain(texts(n)))),
        lambda n: theirs_button(texts(n)),
    ),
    "button value": (
        lambda n: standing(button(value=texts(n))),
        lambda n: theirs_button(value=texts(n)),
    ),
    "confirmation title": (
        lambda n: confirm(title=plain(texts(n))),
        lambda n: theirs_confirm(title=texts(n)),
    ),
    "confirmation text": (
        lambda n: confirm(text=mrkdwn(texts(n))),
        lambda n: theirs_confirm(text=texts(n)),
    ),
    "confirmation deny": (
        lambda n: confirm(deny=plain(texts(n))),
        lambda n: theirs_confirm(deny=texts(n)),
    ),
    "input label": (
        lambda n: {**asking(field()), "label": plain(texts(n))},
        lambda n: other.InputBlock(texts(n), other.PlainTextInput(action_id="a")),
    ),
    "input hint": (
        lambda n: {**asking(field()), "hint": plain(texts(n))},
        lambda n: other.InputBlock(
            "x", other.PlainTextInput(action_id="a"), hint=texts(n)
        ),
    ),
    "placeholder": (
        lambda n: asking(field(placeholder=plain(texts(n)))),
        lambda n: theirs_input(placeholder=texts(n)),
    ),
    "least length": (
        lambda n: asking(field(min_length=n)),
        lambda n: theirs_input(min_length=n),
    ),
    "most length": (
        lambda n: asking(field(max_length=n)),
        lambda n: theirs_input(max_length=n),
    ),
    "option label": (
        lambda n: standing(select(options=[{"text": plain(texts(n)), "value": "a"}])),
        lambda n: other.ActionsBlock(
            [other.StaticSelectMenu("a", [theirs_option(texts(n))])]
        ),
    ),
    "option value": (
        lambda n: standing(select(options=[{"text": plain(), "value": texts(n)}])),
        lambda n: other.ActionsBlock(
            [other.StaticSelectMenu("a", [theirs_option(value=texts(n))])]
        ),
    ),
    "leaf": (
        lambda n: leaf(type="text", text=texts(n)),
        lambda n: theirs_rich(texts(n)),
    ),
    "block_id": (
        lambda n: {"type": "divider", "block_id": texts(n)},
        lambda n: other.DividerBlock(texts(n)),
    ),
    "Markdown": (
        lambda n: {"type": "markdown", "text": texts(n)},
        lambda n: other.MarkdownBlock(texts(n)),
    ),
}
BY_COUNT = {
    "fields": (
        lambda n: {"type": "section", "fields": [mrkdwn()] * n},
        lambda n: other.SectionBlock(fields=[other.Text("x")] * n),
    ),
    "context": (
        lambda n: context(*[mrkdwn()] * n),
        lambda n: other.ContextBlock([other.Text("x")] * n),
    ),
    "actions": (
        lambda n: {
            "type": "actions",
            "elements": [button(action_id=str(i)) for i in range(n)],
        },
        lambda n: other.ActionsBlock(
            [other.Button("Go", action_id=str(i)) for i in range(n)]
        ),
    ),
    "select": (
        lambda n: standing(select(options=options(n))),
        lambda n: other.ActionsBlock([other.StaticSelectMenu("a", theirs_options(n))]),
    ),
    "boxes": (
        lambda n: standing(boxes(options=options(n))),
        lambda n: other.ActionsBlock([other.CheckboxGroup("a", theirs_options(n))]),
    ),
    "overflow": (
        lambda n: standing({"type": "overflow", "options": options(n)}),
        lambda n: other.ActionsBlock([other.OverflowMenu("a", theirs_options(n))]),
    ),
    "people": (
        lambda n: standing(users(initial_users=["U1"] * n, max_selected_items=10)),
        lambda n: other.ActionsBlock(
            [
                other.UserMultiSelectMenu(
                    "a", initial_users=["U1"] * n, max_selected_items=10
                )
            ]
        ),
    ),
    "rows": (lambda n: table(*[["a"]] * n), lambda n: theirs_table(n, 1)),
    "columns": (lambda n: table(["a"] * n), lambda n: theirs_table(1, n)),
}

# Where the two differ, and why; each is checked to be a difference still.
DIFFERENT = {
    # The other library makes an id of its own out of an empty one.
    ("block_id", 0),
    # It drops an empty description, and Slack wants the field to be there.
    ("alternative text", 0),
    # It does not look for empty strings here; Slack refuses empty values and leaves.
    ("option value", 0),
    ("leaf", 0),
    ("Markdown", 0),
    # It does not compare who is chosen at first with how many may be.
    *(("people", count) for count in (11, 25, 26, 100, 101)),
}


def taken_by_other(build, size):
    """Return what the other library makes, or None when it refuses to."""
    try:
        return build(size)._resolve()
    except other.InvalidUsageError:
        return None


def judged(block):
    return kit.message({"text": "x", "blocks": [block]})


def agree(ours, theirs, size):
    """Tell whether both judge alike, of our payload and of what the other renders."""
    rendered = taken_by_other(theirs, size)
    if rendered is None:
        return not judged(ours(size)).ok
    return judged(ours(size)).ok and judged(rendered).ok


@pytest.mark.parametrize("name", BY_LENGTH)
@given(length=LENGTHS)
def test_two_validators_agree_on_lengths(name, length):
    differ = (name, length) in DIFFERENT
    assert agree(*BY_LENGTH[name], length) is not differ


@pytest.mark.parametrize("name", BY_COUNT)
@given(count=COUNTS)
def test_two_validators_agree_on_numbers_of_things(name, count):
    differ = (name, count) in DIFFERENT
    assert agree(*BY_COUNT[name], count) is not differ
