"""Reading what Slack sends: text as it was typed, and the values of a form."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import forms
from bot.core.forms import Form
from bot.playground import spelling


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        # the three characters that Slack escapes, once
        ("pool &lt;3 &amp; rising", "pool <3 & rising"),
        ("&amp;lt;!here&amp;gt;", "&lt;!here&gt;"),
        # links, as they were typed
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("<http://example.com|example.com> is down", "example.com is down"),
        ("<https://x.example|the graph>", "https://x.example"),
        ("write to <mailto:a@b.example|a@b.example>", "write to a@b.example"),
        # channels, groups, broadcasts and dates
        ("go to <#C01|ops> or <#C02|>", "go to #ops or a channel"),
        ("<!here> <!channel|@channel>", "@here @channel"),
        ("<!subteam^S1|@sre> please", "@sre please"),
        ("since <!date^1392734382^{time}|14:05>", "since 14:05"),
        # people stay who they are
        ("<@U01|dana> and <@W02> lead", "<@U01|dana> and <@W02> lead"),
        ("", ""),
    ],
)
def test_text_is_read_as_it_was_typed(sent, typed):
    assert forms.typed(sent) == typed


@given(st.text().filter(lambda text: "@" not in text and "#" not in text))
def test_whatever_is_typed_comes_back(text):
    text = text.replace("http", "")
    assert forms.typed(spelling.escaped(text)) == text


def test_people_are_called_by_name_where_one_is_known():
    text = "<@U01|dana> told <@U02> and <@U03>"
    assert forms.mentioned(text) == ["U01", "U02", "U03"]
    assert forms.named(text, {"U02": "ana"}) == "@dana told @ana and <@U03>"


VALUES = {
    "title": {"value": {"type": "plain_text_input", "value": "it is down"}},
    "nothing": {"value": {"type": "plain_text_input", "value": None}},
    "severity": {"value": {"selected_option": {"value": "2"}}},
    "unchosen": {"value": {"selected_option": None}},
    "private": {"value": {"selected_options": [{"value": "private"}]}},
    "commander": {"value": {"selected_user": "U01"}},
    "ops": {"value": {"selected_conversation": "C01"}},
    "other": {"value": {"selected_channel": "C02"}},
    "started": {"value": {"selected_date_time": 1_760_000_000}},
}


def test_a_form_is_read_by_the_names_of_its_fields():
    form = Form({"private_metadata": "1", "state": {"values": VALUES}})
    assert form.keeps == "1"
    assert form.text("title") == "it is down"
    assert form.choice("severity") == "2"
    assert form.choices("private") == {"private"}
    assert form.user("commander") == "U01"
    assert (form.channel("ops"), form.channel("other")) == ("C01", "C02")
    assert form.moment("started") == datetime.fromtimestamp(1_760_000_000, UTC)


@pytest.mark.parametrize("field", ["nothing", "unchosen", "no such field"])
def test_what_was_left_empty_is_nothing(field):
    form = Form({"state": {"values": VALUES}})
    assert form.keeps == ""
    assert form.text(field) == ""
    assert form.choice(field) is None
    assert form.choices(field) == frozenset()
    assert form.user(field) is None
    assert form.channel(field) is None
    assert form.moment(field) is None


def test_several_people_are_read_and_nobody_where_nobody_was_picked():
    picked = {"legal": {"value": {"selected_users": ["U01", "U02"]}}}
    none = {"ciso": {"value": {"type": "multi_users_select", "selected_users": []}}}
    form = Form({"state": {"values": {**picked, **none}}})
    assert form.users("legal") == ("U01", "U02")
    assert form.users("ciso") == form.users("nowhere") == ()
    assert form.fields == ("legal", "ciso")
