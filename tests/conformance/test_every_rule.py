"""Section 8 as a whole: each rule has its tests, or is not reached, and that is true.

A rule (or a part of one) may go untested only while nothing of it occurs in what the
bot and Slack say to each other. Left out here are 55 to 58, and of 36, 37 and 45 what
an app has to do: they need the bot, and are tried with it.
"""

import re
import shutil
from pathlib import Path

import pytest

from bot.playground import catalog
from tests import factories
from tests.conformance import blocks, documented, test_events
from tests.conformance.traffic import LOOKED, Traffic, beginning, story

RULES = range(1, 55)
# Rule, what of it is not reached, and the names that would show that it is.
NOT_REACHED = {
    13: ("scheduled messages", {"chat.scheduleMessage", "chat.deleteScheduledMessage"}),
    51: (
        "user groups, people by e-mail",
        {
            *(m for m in documented.METHODS if m.startswith(("usergroups.", "canvas"))),
            *(m for m in documented.METHODS if m.startswith(("files.", "reactions."))),
            "users.lookupByEmail",
        }
        - {*catalog.methods()},
    ),
    53: ("OAuth, token rotation", {"oauth.v2.access", "oauth.v2.exchange"}),
}
# Objects that have a type, and are neither a block nor an element.
PARTS = {
    *("plain_text", "mrkdwn", "modal", "link", "text", "user", "channel", "date"),
    *("rich_text_section", "rich_text_quote", "rich_text_list", "clear"),
}
# That a card is pinned is told to us, too: see tests/playground/test_events.
HEARD = {name for _, _, name in test_events.HAPPENINGS} | {"pin_added"}


def counted():
    """Count the tests of each rule, by their names."""
    found = dict.fromkeys(RULES, 0)
    for file in Path(__file__).parent.glob("test_*.py"):
        for number in re.findall(r"def test_rule_(\d\d)_\w+", file.read_text()):
            found[int(number)] += 1
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_tests_or_is_not_reached(rule):
    only_unreached = rule in NOT_REACHED and rule not in {51, 53}
    assert bool(counted()[rule]) is not only_unreached


@pytest.fixture(scope="module")
def recorded():
    """Keep what was collected for all tests of this module."""
    return Traffic()


@pytest.fixture
async def traffic(recorded, migrated_sqlite, tmp_path):
    """Live through the story once over HTTP, and begin it once over a websocket."""
    if not recorded.methods:
        for number, live in enumerate((story, beginning)):
            path = shutil.copy(migrated_sqlite, tmp_path / f"{number}.db")
            home, socket = tmp_path / f"home-{number}", live is beginning
            url = f"sqlite:///{path}"
            async with factories.scene(url, home, socket=socket) as scene:
                await live(scene)
                await recorded.collect(scene.slack)
    return recorded


async def test_the_bot_does_nothing_that_the_rules_report(traffic):
    assert traffic.violations == []


async def test_what_is_not_reached_does_not_occur(traffic):
    for _, names in NOT_REACHED.values():
        assert names.isdisjoint(traffic.everything)


async def test_every_method_that_occurs_is_documented(traffic):
    assert traffic.methods - {"response_url"} <= documented.METHODS.keys()
    assert LOOKED | {"apps.connections.open", "response_url"} <= traffic.methods


async def test_every_block_and_element_that_occurs_is_held_against_the_rules(traffic):
    known = blocks.BLOCKS.keys() | blocks.ELEMENTS.keys() | PARTS
    assert traffic.types <= known
    assert {"section", "button", "input", "static_select"} <= traffic.types


async def test_every_event_that_occurs_is_held_against_the_rules(traffic):
    plain = {name for name in traffic.events if "." not in name}
    assert plain <= HEARD | {"message"}
    assert {"message", "member_joined_channel", "channel_rename"} <= plain


async def test_every_payload_that_occurs_is_held_against_the_rules(traffic):
    known = {"slash_commands", "event_callback", "block_actions", "view_submission"}
    assert known <= traffic.payloads
    assert traffic.payloads <= known | {"shortcut", "message_action", "view_closed"}
