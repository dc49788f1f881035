"""Whatever an app sends, the kit judges it and never fails itself."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from bot.playground import kit
from bot.playground.kit.blocks import BLOCKS
from bot.playground.kit.elements import ELEMENTS
from tests.playground import test_kit_blocks, test_kit_newer_blocks
from tests.playground.kit_samples import plain
from tests.playground.test_kit_elements_taken import TAKEN

NAMES = sorted(
    {name for shape in (*BLOCKS.values(), *ELEMENTS.values()) for name in shape.fields}
)
TYPES = sorted({*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn", "modal", "rich_text_list"})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
        | st.builds(
            lambda kind, rest: {**rest, "type": kind},
            st.sampled_from(TYPES),
            st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments"]), JSON))
def test_any_message_is_judged(payload):
    findings = kit.message(payload)

    assert findings.ok is (findings.code is None)
    assert isinstance(kit.plain(payload), str)
    assert isinstance(kit.mentioned(payload), list)


@given(JSON, st.sampled_from(["modal", "home"]))
def test_any_view_is_judged(view, surface):
    assert kit.view(view, surface=surface).code in {None, "invalid_arguments"}
    assert isinstance(kit.interactive(view), list)


@given(JSON, st.sampled_from(["command", "view_submission", "block_suggestion"]))
def test_any_answer_is_judged(body, kind):
    findings = kit.ack(kind, body)

    assert isinstance(findings.messages, list)


RIGHT = [
    *test_kit_blocks.TAKEN,
    *test_kit_newer_blocks.TAKEN,
    *({"type": "actions", "elements": [element]} for element in TAKEN),
    *({"type": "input", "label": plain(), "element": element} for element in TAKEN),
]
JUNK = [
    *(None, True, 0, -1, 1.5, float("nan"), "", "x", "x" * 4000, [], [1], [[]], {}),
    *({"type": "x"}, {"type": []}, {"type": "plain_text", "text": 1}),
]


def paths(value, at=()):
    """List the ways to every member at or below a value."""
    members = value.items() if isinstance(value, dict) else ()
    members = enumerate(value) if isinstance(value, list) else members
    below = [path for key, item in members for path in paths(item, (*at, key))]
    return [*below, at] if at else below


@st.composite
def spoilt(draw):
    """Take a right block and put junk in one of its places."""
    block = copy.deepcopy(draw(st.sampled_from(RIGHT)))
    *way, last = draw(st.sampled_from(paths(block)))
    place = block
    for key in way:
        place = place[key]
    place[last] = draw(st.sampled_from(JUNK))
    return block


@given(spoilt())
def test_a_right_block_with_junk_in_it_is_judged(block):
    message = {"text": "x", "blocks": [block]}

    assert isinstance(kit.message(message).messages, list)
    assert isinstance(kit.plain(message), str)
    assert isinstance(kit.interactive(message), list)
    assert isinstance(kit.mentioned(message), list)
