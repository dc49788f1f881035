"""A second opinion: another library must judge as the strict Slack does.

Where the two differ, a line of the rules decides; each difference stands here, and is
checked to be one still.
"""

import re

import pytest

from bot.playground import kit
from tests.conformance import generated, other
from tests.conformance.blocks import placed
from tests.conformance.surfaces import home, modal

SEEDS = range(8)
EACH = 150
SAMPLES = {
    name: (where, other.speakable(block))
    for name, where, block in placed()
    if name != "image of a file"
}
# Which changes the strict Slack refuses though the other takes them, and why.
STRICTER = {
    r"/(initial_options?|options)\b": "1.4: what is chosen at first is offered",
    r"/max_selected_items is 1": "1.4: no more is chosen at first than may be",
    r"/initial_(users|channels|conversations) is many": "1.4: the same",
    r" is long 0": "1.1: an empty text is refused: leave it out",
    r"/\w+ is many 0": "1.2: what holds things holds one at least",
    r"/(alt_text|icon|workflow|elements|option_groups) is left out": (
        "1.2, 1.4: it is required; the other fills it in, or does not look"
    ),
    r"/elements is many \d+": "1.1: one element of a view takes the focus",
    r"/initial_date_time is": "1.4: ten digits",
    r"/chart/(segments|series) is many (7|10|11|20)": "1.2: use at most 6",
    r"context_actions /elements/1/text/text is long": "1.4: as long as a button's",
    r"/rows/\d is many": "1.2: rows are of equal length",
    r"/rows/\d/\d/text is long 1200": "1.2: 10,000 characters in all cells",
}
# Which changes the strict Slack takes though the other refuses them, and why.
LAXER = {
    r"/customizable_input_parameters is left out": "1.4: nobody says it is required",
    r"rich_text_input in . /element\S* is left out": "1.4: an action_id is made up",
    r"/slack_icon/name is long": "1.2: the names of icons are not listed",
}


def judged(payload, block):
    """Ask the strict Slack."""
    if payload.where[0] == "M":
        return kit.message({"text": "x", "blocks": [block]}).ok
    if payload.where[0] == "O":
        return kit.view(modal(block)).ok
    return kit.view(home(block), surface="home").ok


def difference(payload):
    """Ask both; give the table in which a difference has to stand, or nothing."""
    ours = judged(payload, payload.block)
    try:
        theirs = other.built(payload.block)
    except other.REFUSALS:
        return LAXER if ours else None
    if ours and judged(payload, theirs):
        return None
    return STRICTER


@pytest.mark.parametrize("seed", SEEDS)
def test_two_judge_alike_what_is_drawn(seed):
    for payload in generated.drawn(seed, EACH, SAMPLES):
        table = difference(payload)
        assert table is None or any(re.search(row, payload.name) for row in table), (
            payload
        )


def test_what_is_drawn_is_right_and_wrong():
    found = [
        judged(payload, payload.block) for payload in generated.drawn(0, EACH, SAMPLES)
    ]
    assert min(found.count(True), found.count(False)) > EACH // 4


@pytest.mark.parametrize("row", [*STRICTER, *LAXER])
def test_a_difference_is_one_still(row):
    table = STRICTER if row in STRICTER else LAXER
    singles = (
        generated.of(name, SAMPLES, [change])
        for name, (_, block) in SAMPLES.items()
        for change in generated.changes(block)
        if re.search(row, f"{name} {change.name}")
    )
    assert any(difference(payload) is table for payload in singles), table[row]
