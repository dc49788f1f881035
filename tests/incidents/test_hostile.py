"""Hostile words: by every way in, a sentence beside the field or plain text everywhere.

The table has what is typed and what is read of it everywhere, or None where there is
no word in it. It never becomes a mention, a link or formatting.
"""

import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt

from bot.playground import kit
from tests import factories
from tests.chaos import database as looks
from tests.incidents.asking import Asking
from tests.runtime.commands import run

LONG = "checkout " + "very " * 57 + "slow"
TEXTS = {
    LONG: LONG,
    "🔥🔥🔥": None,
    "\u200b\u200d\u2060": None,
    "🧑\u200d🚒 called at 5": "🧑\u200d🚒 called at 5",
    "العربية لا تعمل": "العربية لا تعمل",
    "check\u200bout \u200f500s\u2066": "checkout 500s",
    "\u202etfel ot thgir": "tfel ot thgir",
    "<!channel> is <!here>": "<!channel> is <!here>",
    "<@U0PRIYA> knows <#C0OPS>": "knows",  # it may be read as a name
    "<https://evil.example|click me>": "click me",
    "*bold* _leaning_ ~struck~": "*bold* _leaning_ ~struck~",
    "a `code` and ```more```": "a `code` and ```more```",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "&lt;b&gt; &amp; friends": "&lt;b&gt; &amp; friends",
    "one\nline\r\nand\tmore": "one line and more",
    "a nul\x00byte\x07": "a nulbyte",
    "a lone \ud800 surrogate": "a lone",
    "{{ 7 * 7 }} {% raw %} %s {0}": "{{ 7 * 7 }} {% raw %} %s {0}",
    '"}], "a": [{"type": "divider"': '"}], "a": [{"type": "divider"',
}
OF_OURS = re.compile(r"U0(DANA|ANA|LONGWATCH)|C0\w+")
EVIL = "evil.example"
SEEN = ("text", "softbreak", "text_special")
NAME = re.compile(r"inc-\d+(-[a-z0-9-]+)?")
SYNTAX = re.compile("[*_~`<>&]")
MOST = 100  # characters that every place has room for


@pytest.fixture
async def asking(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        yield Asking(scene=scene, database=sqlite_url)


async def by_form(dana, text):
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare an incident")
    return await sent(dana, title=text)


async def by_shortcut(dana, text):
    await dana.uses_shortcut("incidents.declare")
    await dana.modal("Declare an incident")
    return await sent(dana, title=text, summary=text, surface=text[:80])


async def from_message(dana, text):
    """Declare from a message with what the form has made of it."""
    await dana.types("#payments", text)
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, "incidents.declare_from_message")
    await dana.modal("Declare an incident")
    return await sent(dana)


async def sent(dana, **values):
    """Send the form; give what is said beside its title."""
    done = await dana.submits(severity="2", user_facing="no", **values)
    said = done["errors"].get("title", "")
    if said:
        await dana.closes()
    return said


async def by_line(dana, text):
    if "\ud800" in text:
        return "Say in a few words what is wrong"  # no client can put it in a line
    await dana.types("#general", f"/incident declare sev2 {text}")
    if (await dana.state())["views"]:
        await dana.closes()
        return "Say in a few words what is wrong"  # the form asks for it
    return ""


@pytest.mark.parametrize("way", [by_form, by_shortcut, from_message, by_line])
async def test_a_title_is_refused_beside_its_field_or_plain_everywhere(asking, way):
    dana, wrong = asking.scene.person("dana"), []
    for text, plain in TEXTS.items():
        known = set(await looks.incidents(asking.database))
        said = await way(dana, text)
        new = set(await looks.incidents(asking.database)) - known
        if said:
            assert not new, text
            word = "200 characters" if plain == LONG else "Say in a few words"
            wrong += [] if word in said else [(text, said)]
            continue
        assert plain is not None, text
        (number,) = new
        await asking.scene.settled()
        wrong += [(text, one) async for one in strange(asking, number, text, plain)]
        await dana.types("#general", f"/incident decline INC-{number} it was a test")
    assert wrong == []
    said = await asking.scene.slack.violations()
    assert [one for one in said if not typed_so(one)] == []


async def strange(asking, number, text, plain):
    """Find what of an incident is not shown as it was typed."""
    dana, shown = asking.scene.person("dana"), (plain or "")[:MOST].strip()
    rooms = await asking.scene.slack.channels()
    (room,) = [name for name in rooms if re.match(rf"inc-{number}(-|$)", name)]
    if not NAME.fullmatch(room) or len(room) > 80:
        yield f"the room is called {room}"
    if set("<>") & set(rooms[room]["topic"] + rooms[room]["purpose"]):
        yield f"the topic is {rooms[room]['topic']}"
    places = {"card": room, "announcement": "#incidents"}
    read = {
        name: next(m for m in await dana.reads(place) if f"INC-{number} ·" in m.text)
        for name, place in places.items()
    }
    for verb in (f"show INC-{number}", "list", f"timeline INC-{number}"):
        await dana.types("#general", f"/incident {verb}")
        read[verb] = dana.said
    for name, message in read.items():
        if shown not in " ".join(message.text.split()):
            yield f"{name} shows {message.text}"
        for problem in formatted(message.raw, text):
            yield f"{name}: {problem}"


def formatted(message, text) -> Iterator[str]:
    """Find what became a mention, a link or formatting in a message."""
    for whom in kit.mentioned(message):
        if not OF_OURS.fullmatch(whom) or whom == "C0OPS":
            yield f"mentions {whom}"
    for node in nodes(message["blocks"]):
        if EVIL in str(node.get("url", "")):
            yield f"links to {node['url']}"
        if node.get("type") == "mrkdwn" and SYNTAX.search(text):
            pieces = [w for w in text.split() if SYNTAX.search(w) and len(w) > 1]
            yield from (f"{w} in mrkdwn" for w in pieces if w in node["text"])
        if node.get("type") == "text" and node.get("style") and node["text"] in text:
            yield f"{node['text']} is styled"


def nodes(content) -> Iterator[dict]:
    if isinstance(content, dict):
        yield content
        content = list(content.values())
    if isinstance(content, list):
        for one in content:
            yield from nodes(one)


def typed_so(violation):
    """Tell what a person typed from what the app got wrong."""
    return "is shown as it stands" in violation or "escaped twice" in violation


def exported(document) -> list[tuple[str, str]]:
    """Find what became formatting in an export, or can't be read there."""
    tokens = [
        token
        for block in MarkdownIt("gfm-like", {"linkify": False}).parse(document)
        for token in (block, *(block.children or ()))
    ]
    kinds = {"html_inline", "html_block", "code_inline", "em_open", "fence"}
    wrong = [(one.type, one.content) for one in tokens if one.type in kinds]
    wrong += [(one.type, str(one.attrs)) for one in tokens if EVIL in str(one.attrs)]
    read = " ".join("".join(t.content for t in tokens if t.type in SEEN).split())
    wanted = [plain[:MOST] for plain in TEXTS.values() if plain]
    return wrong + [("not in the export", one) for one in wanted if one not in read]


FIELDS = {
    "incidents.update": "text",
    "incidents.note": "text",
    "incidents.severity": "reason",
    "incidents.resolve": "resolution",
    "incidents.reopen": "reason",
}


async def test_longer_words_are_refused_or_plain(database, tmp_path):
    """PostgreSQL keeps no NUL, neither engine a surrogate."""
    async with factories.scene(database, tmp_path / "home") as scene:
        asking, wrong = Asking(scene=scene, database=database), []
        await asking.command("dana", "declare sev2 checkout 500s")
        ((_, id_),) = (await looks.incidents(database)).items()
        for turn, (text, plain) in enumerate(TEXTS.items()):
            for does, name in FIELDS.items():
                values = {name: {"value": text}}
                if does == "incidents.severity":
                    level = {"value": str(1 + turn % 2)}
                    values["severity"] = {"selected_option": level}
                came = await asking.form("dana", does, id_, values)
                if not came.facts and "Say " not in came.said:
                    wrong.append((text, does, came))
            if not came.facts:  # too short to reopen it for
                await asking.command("dana", "reopen INC-1 for what comes next")
            await scene.settled()
            dana = scene.person("dana")
            if "\ud800" not in text:  # no client can put it in a line
                await dana.types("#general", f"/incident {text}")
                wrong += [(text, one) for one in formatted(dana.said.raw, text)]
            await dana.types("#general", "/incident timeline INC-1")
            seen = " ".join(dana.told.split())
            wrong += [(text, seen)] if plain and plain[:MOST] not in seen else []
            wrong += [(text, one) for one in formatted(dana.said.raw, text)]
        await scene.settled()
        wrong += [
            (m.text, one)
            for channel in await scene.slack.channels()
            for m in await dana.reads(channel)
            for text in TEXTS
            if m.author == "Longwatch"
            for one in formatted(m.raw, text)
        ]
        home = factories.environment(database, tmp_path / "home", scene.slack.url)
        wrong += exported((await run(home, "export", "INC-1")).out)
        assert wrong == []
        said = await scene.slack.violations()
        assert [one for one in said if not typed_so(one)] == []
