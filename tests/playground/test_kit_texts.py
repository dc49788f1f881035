"""Slack's markup: what is written wrongly, who is mentioned, what a person reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import kit
from tests.playground.kit_samples import (
    bars,
    button,
    card,
    chart,
    container,
    context,
    field,
    leaf,
    mrkdwn,
    option,
    picture,
    plain,
    rich,
    section,
    select,
    table,
)

REPORTED = [
    # the three that are escaped
    ("a < b", ["bare < in the text"]),
    ("R&D", ["bare & in the text"]),
    ("&nbsp;", ["bare & in the text"]),
    # escaped once too often
    ("a &amp;lt; b", ["text escaped twice"]),
    # tokens that are none
    ("<b>", ["bare < in the text"]),
    ("<javascript:alert()>", ["bare < in the text"]),
    ("<https://a.example", ["bare < in the text"]),
    # people by name
    ("<@dana>", ["mention by name instead of id"]),
    # another language
    ("**bold**", ["**bold** of Markdown in mrkdwn"]),
    ("[a](https://a.example)", ["a Markdown link in mrkdwn"]),
    ("intro\n## Title", ["a Markdown heading in mrkdwn"]),
    # everybody
    ("<!here|here>", ["mass mention in the text"]),
    ("<!subteam^S1>", ["mass mention in the text"]),
    # dates
    ("<!date^170^{date}|x>", ["date without a timestamp of 10 digits"]),
    ("<!date^1700000000^soon|x>", ["date without a token"]),
    ("<!date^1700000000^{date}>", ["date without a fallback"]),
    ("<!date^1700000000^{date}| >", ["date without a fallback"]),
    (
        "<!date^soon^{hour}>",
        [
            "date without a timestamp of 10 digits",
            "date without a token",
            "date without a fallback",
        ],
    ),
]


@pytest.mark.parametrize(("text", "reports"), REPORTED)
def test_wrong_markup_is_reported(text, reports):
    assert kit.text(text) == reports


CLEAN = [
    "a &lt; b &amp;&amp; c &gt; d",
    "a > b -> c",
    "> a quote",
    "*bold* _italic_ ~gone~ `code`",
    "<@U1> <@W2|eve> in <#C1|ops>",
    "<https://a.example/?a=1&b=2|here> <mailto:a@b.example|mail> <slack://app>",
    "<!date^1700000000^{date_short_pretty} at {time}^https://a.example|14 Nov>",
    "`**kwargs**` ```# a comment\n[a](https://b)```",
    "#1 of 3, 2 ** 3",
    "",
]


@pytest.mark.parametrize("text", CLEAN)
def test_right_markup_passes_without_a_word(text):
    assert kit.mrkdwn(text) == []


def test_plain_text_is_not_read_as_markup():
    assert kit.plain_text("a < b & *c* <b>") == []
    assert len(kit.plain_text("<@U1> at <!date^1700000000^{date}|x>")) == 1
    assert len(kit.plain_text("R&amp;D")) == 1


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


SPITEFUL = st.lists(
    st.sampled_from(["<!channel>", "<@U1>", "&lt;", "&", "<", ">", "|", "`", "x", "\n"])
    | st.text(max_size=5)
).map("".join)


@given(SPITEFUL)
def test_escaped_text_never_mentions_anyone(text):
    message = {"text": escaped(text), "blocks": [section(text=mrkdwn(escaped(text)))]}

    assert kit.mentioned(message) == []
    faults = {"bare < in the text", "bare & in the text", "mass mention in the text"}
    assert faults.isdisjoint(kit.text(escaped(text)))


@given(SPITEFUL.filter(lambda text: not set("*_~`") & set(text)))
def test_escaped_text_reads_back_as_it_was_written(text):
    assert kit.spoken(escaped(text)) == text
    assert kit.plain(leaf(type="text", text=text)) == text


@given(st.text())
def test_any_text_can_be_read_and_judged(text):
    assert isinstance(kit.spoken(text), str)
    assert isinstance(kit.text(text), list)


SPOKEN = [
    ("*Severity:* _high_", "Severity: high"),
    ("*_both_* and ~gone~", "both and gone"),
    ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
    ("`a*b*` *c*", "a*b* c"),
    ("```x\n<@U1> &lt;```", "x\n@dana <"),
    ("<@U1> <@U2|eve> <@U3>", "@dana @eve @U3"),
    ("<#C1> <#C2|ops> <!here> <!subteam^S1|@sre>", "#incidents #ops @here @sre"),
    ("<https://a.example|the *doc*> <https://b.example>", "the doc https://b.example"),
    ("<mailto:a@b.example>", "a@b.example"),
    ("<!date^1700000000^{date}|14 Nov, UTC>", "14 Nov, UTC"),
    ("&amp;lt; &lt;", "&lt; <"),
]


@pytest.mark.parametrize(("text", "read"), SPOKEN)
def test_a_text_is_read_as_a_person_sees_it(text, read):
    assert kit.spoken(text, {"U1": "dana", "C1": "incidents"}) == read


READ = [
    ({"text": "*hi*"}, "hi"),
    ({"text": "fallback", "blocks": [section(text=mrkdwn("*shown*"))]}, "shown"),
    ({"text": "a", "attachments": [{"text": "b"}]}, "a\nb"),
    ([{"type": "header", "text": plain("*as is*")}, {"type": "divider"}], "*as is*"),
    (section(fields=[mrkdwn("a"), mrkdwn("b")], accessory=button()), "x\na\nb\nGo"),
    (context(mrkdwn("a"), picture(), plain("b")), "a a cat b"),
    ({"type": "actions", "elements": [button(), button()]}, "Go Go"),
    (section(accessory=select(placeholder=plain("Pick"))), "x\nPick"),
    (section(accessory=select(initial_option=option())), "x\nA"),
    (
        section(accessory={"type": "radio_buttons", "options": [option()] * 2}),
        "x\nA\nA",
    ),
    (
        {
            "type": "input",
            "label": plain("Title"),
            "hint": plain("Short"),
            "element": field(initial_value="Down"),
        },
        "Title\nDown\nShort",
    ),
    (table(["a", "b"], ["c", "d"]), "a | b\nc | d"),
    (bars(["May"]), "Costs\nEU: May -1"),
    (
        chart(type="pie", segments=[{"label": n, "value": 0.5} for n in "ab"]),
        "Costs\na 0.5, b 0.5",
    ),
    (container(section(), subtitle=mrkdwn("sub")), "x\nsub\nx"),
    (card(actions=[button()]), "x\nGo"),
    ({"type": "markdown", "text": "# T"}, "# T"),
    (
        rich(
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {"type": "rich_text_section", "elements": [one]}
                    for one in (
                        {"type": "user", "user_id": "U1"},
                        {"type": "channel", "channel_id": "C9"},
                        {"type": "emoji", "name": "tada"},
                        {"type": "link", "url": "https://a.example"},
                        {"type": "broadcast", "range": "here"},
                        {
                            "type": "date",
                            "timestamp": 1,
                            "format": "{date}",
                            "fallback": "then",
                        },
                    )
                ],
            }
        ),
        "1. @dana\n2. #C9\n3. :tada:\n4. https://a.example\n5. @here\n6. then",
    ),
    (
        {"type": "modal", "title": plain("Declare"), "blocks": [section()]},
        "Declare\nx",
    ),
    (None, ""),
]


@pytest.mark.parametrize(("content", "read"), READ)
def test_what_is_shown_is_read_in_order(content, read):
    assert kit.plain(content, {"U1": "dana"}) == read
