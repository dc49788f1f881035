"""Every template of the product, with the longest and the strangest that people type.

Whatever stands in it, Slack takes it, nobody is mentioned who should not be, and what
was typed can be read as it was typed.
"""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import fit, render
from bot.playground import kit
from tests.conformance.samples import PEOPLE, ROOM, SAMPLES
from tests.conformance.samples import card as cards

FILES = sorted(
    f"{file.parent.name}.{file.name}"
    for file in render.FOLDER.glob("*/*.j2")
    if not file.name.startswith("_")
)
SENT = [name for name in FILES if not name.endswith(".md.j2")]  # the rest are files
KNOWN = {*PEOPLE, ROOM}
# What people type is kept as it is, though it may look like markup of another kind.
TYPED_SO = re.compile(
    r"shown as it stands|escaped twice|in mrkdwn \[json-pointer:/text\]"
)
MARK = "wørd"
CODED = {
    *("workspaces.refused.msg.j2", "workspaces.refused.modal.j2"),
    "workspaces.call_refused.msg.j2",
}
"""Where backticks mark what can be typed, and are not shown."""
STRANGE = {
    "long": "x" * 5000,
    "long words": "wörd " * 1000,
    "wide": "\N{FIRE}" * 5000,
    "long of escapes": "<&>" * 1700,
    "markup": "*b* _i_ ~s~ `c` ```p``` > q",
    "markup over lines": "*\n_\n~\n`\n```\n> q\n>>> r",
    "Markdown": "# H **b** [l](https://evil.example) ![i](x) | a | b |",
    "mentions": "<!channel> <!here> <!everyone> <@U0ANA> <@W0EVIL|dana> <#C0OPS>",
    "groups": "<!subteam^S0OPS|ops> @here @channel @everyone",
    "links": "<https://evil.example|click> <mailto:a@b.example> javascript:alert(1)",
    "dates": "<!date^1700000000^{time}|x>",
    "escapes": "&lt;!channel&gt; &amp;lt; & < > &#60; &quot;",
    "quotation marks": '"\'\\" \\n \\u003c }, {"type": "divider"}',
    "template": "{{ 7 * 7 }} {% raw %} {# x #} {{ fact }}",
    "emoji": "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL} :fire: \U0001f1f3\U0001f1f4",
    "another direction": "العربية \u202eesrever\u202c \u2067x\u2069 עברית",
    "control characters": "a\x00b\x07c\x1b[31md\x7fe\u0085f\u2028g\u200bh\ufeffi\uffff",
    "combining": "Z" + "\u0301\u0316" * 500,
    "one character": "x",
    "a dash": "-",
    "spaces": " \u00a0\t\n\r ",
    "digits and signs": "0 -1 1e9 NaN null true []",
}

EVERYWHERE = ("long", "long of escapes", "markup over lines")
SOME = 4
"""Into how many of the samples of a template, of up to 60, each other text goes."""


def rendered(name, context):
    """Render a template by its file's name; give the kind and what was made of it."""
    stem, _, kind = name.removesuffix(".j2").rpartition(".")
    made = {"msg": render.message, "card": render.card}
    made |= {"modal": render.modal, "home": render.home}
    return kind, made[kind](stem, **context)


def judged(kind, made):
    """Let the strict Slack judge it; give what it refuses, and what it reports."""
    if kind in ("modal", "home"):
        findings = kit.view(made, surface=kind)
    else:
        # A card is edited too, and an edit takes less.
        findings = kit.message(made, method="chat.update")
    reports = [said for said in findings.reports if not TYPED_SO.search(said)]
    return [findings.code, *findings.messages] if findings.code else reports


def holds(name, words, turn=None):
    """Hold a template with *words* in every place against everything.

    In all that it is given, or in some of it: in what is the *turn* of these words.
    """
    plain = plainly(name)
    every = max(1, len(plain) // SOME)
    pairs = zip(plain, SAMPLES[name](words), strict=True)
    for at, (expected, context) in enumerate(pairs):
        if turn is not None and (at - turn) % every:
            continue
        kind, made = rendered(name, context)
        assert judged(kind, made) == [], made
        assert set(kit.mentioned(made)) <= KNOWN, made
        if MARK in expected and not (name in CODED and "`" in words):
            assert shown(words) in flat(kit.plain(made)), made


@cache
def plainly(name):
    """Read a template with one plain word in every place."""
    contexts = SAMPLES[name](MARK)
    return [flat(kit.plain(rendered(name, context)[1])) for context in contexts]


def test_every_template_has_a_sample():
    missing = set(SENT) - SAMPLES.keys()
    assert not missing, "Add to SAMPLES what these templates can be given."


def test_every_sample_has_a_template_or_is_a_fact_that_nobody_is_told():
    idle = {name for name in SAMPLES.keys() - set(SENT) if ".msg." not in name}
    assert not idle, "Take these out of SAMPLES: there is no such template."


@pytest.mark.parametrize("name", SENT)
def test_slack_takes_a_template_whatever_stands_in_it(name):
    for turn, (kind, words) in enumerate(STRANGE.items()):
        holds(name, words, None if kind in EVERYWHERE else turn)


@pytest.mark.parametrize("name", SENT)
@given(words=st.text(min_size=1, max_size=60).filter(str.strip), turn=st.integers(0))
@settings(max_examples=5)
def test_slack_takes_a_template_with_any_words(name, words, turn):
    holds(name, words, turn)


def flat(text):
    """Read *text* without regard to how its lines are broken."""
    return " ".join(text.split())


def shown(words):
    """Give what at least can be read of *words*: the beginning, if they are long."""
    return flat(words)[:20]


@pytest.mark.parametrize("strange", STRANGE)
def test_a_refusal_above_a_card_fits_too(strange):
    words = STRANGE[strange]
    told = render.message("workspaces.refused", sentence=words)
    for context in cards(words):
        card = render.card("incidents.incident", **context)
        both = {**told, "blocks": [*told["blocks"], *card["blocks"]]}
        assert kit.message(both).ok


def test_a_form_that_is_too_large_keeps_its_fields():
    text = {"type": "plain_text", "text": "\N{FIRE}" * 3000}
    field = {"type": "input", "label": text, "element": {"type": "plain_text_input"}}
    lines = [{"type": "section", "text": text}] * 20
    words = {"type": "plain_text", "text": "x"}
    view = {"type": "modal", "title": words, "submit": words}

    made = fit.view({**view, "blocks": [*lines, field, field]})

    assert kit.view(made).ok
    assert made["blocks"].count(made["blocks"][-2]) == 2, "both fields are there"
