"""Templates: the only place where words are turned into Slack's JSON.

Invariants:
* what a person typed reaches a template as a plain `str`: autoescape makes it harmless
  in mrkdwn (Slack's escapes are HTML's), and `plain` passes it on as it is
* in a document of Markdown it is harmless too: whatever a template prints is escaped
* a template prints blocks through the macros of `_blocks.j2`; code gives the context
* what comes out is fitted to Slack's limits
"""

import html
import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from bot.core import cadence, fit, markdown, times
from bot.core.errors import Refused

FOLDER = Path(__file__).resolve().parents[2] / "templates"
EMPTY = "\N{EN DASH}"  # Slack refuses an empty text
_decoder = json.JSONDecoder()


class BadTemplate(Refused):
    """The template {file} can't be used: {where}: {why}."""


def message(name: str, **context: object) -> dict[str, Any]:
    """Render `NAME.msg.j2` into the `text` and `blocks` of a message."""
    return _said(f"{_path(name)}.msg.j2", context)


def card(name: str, **context: object) -> dict[str, Any]:
    """Render `NAME.card.j2` into the `text` and `blocks` of a message."""
    return _said(f"{_path(name)}.card.j2", context)


def modal(name: str, **context: object) -> dict[str, Any]:
    """Render `NAME.modal.j2` into a view; its name is its callback_id."""
    said, blocks = _render(f"{_path(name)}.modal.j2", context)
    words = {
        key: {"type": "plain_text", "text": said[key]}
        for key in ("title", "submit", "close")
        if said.get(key)
    }
    kept: dict[str, Any] = {}
    if said.get("keeps"):
        kept["private_metadata"] = said["keeps"]
    if said.get("drafted"):  # what was typed is kept when it is closed
        kept["notify_on_close"] = True
    view = {"type": "modal", "callback_id": name, **words, **kept, "blocks": blocks}
    return fit.view(view)


def home(name: str, **context: object) -> dict[str, Any]:
    """Render `NAME.home.j2` into the view of a Home tab."""
    _, blocks = _render(f"{_path(name)}.home.j2", context)
    return fit.view({"type": "home", "callback_id": name, "blocks": blocks})


def document(name: str, **context: object) -> str:
    """Render `NAME.md.j2` into Markdown."""
    return _documents().get_template(f"{_path(name)}.md.j2").render(**context)


def override(folder: Path | None) -> None:
    """Look for templates in a team's own *folder* first; BadTemplate is raised."""
    if folder is not None:
        check(folder)
    for environment in (_environment(), _documents()):
        environment.loader = _loader(folder)


def check(folder: Path) -> int:
    """Raise BadTemplate for one in *folder* that can't be read; tell how many can."""
    files = sorted(folder.rglob("*.j2"))
    for file in files:
        environment = _documents() if file.name.endswith(".md.j2") else _environment()
        try:
            environment.compile(file.read_text("utf-8"), filename=str(file))
        except TemplateSyntaxError as wrong:
            where, why = f"line {wrong.lineno}", str(wrong.message).rstrip(".")
            raise BadTemplate(file=file, where=where, why=why) from None
        except (OSError, UnicodeDecodeError) as wrong:
            why = str(wrong).rstrip(".")
            raise BadTemplate(file=file, where="it can't be read", why=why) from None
    return len(files)


def _path(name: str) -> str:
    return name.replace(".", "/", 1)


@cache
def _loader(folder: Path | None) -> ChoiceLoader:
    folders = [*([folder] if folder else []), FOLDER]
    return ChoiceLoader([FileSystemLoader(place) for place in folders])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_loader(None),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a look at the files for each message costs more than it
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plain": _plain,
        "mrkdwn": _mrkdwn,
        "items": _items,
        "instant": datetime.fromisoformat,
        "human": times.human,
        "skips": cadence.skips,
        "stop": _stop,
    }
    return environment


@cache
def _documents() -> Environment:
    """Print Markdown: text is made harmless for it, one line unless it is quoted."""
    environment = _environment().overlay(finalize=_line)
    environment.filters = {**environment.filters, "quote": _quote}
    return environment


def _line(value: object) -> object:
    return value if isinstance(value, Markup) else Markup(markdown.line(str(value)))  # noqa: S704 (never HTML)


def _quote(value: str, *, strike: bool = False) -> Markup:
    return Markup(markdown.quote(str(value), strike=strike))  # noqa: S704 (never HTML)


def _said(template: str, context: dict[str, object]) -> dict[str, Any]:
    said, blocks = _render(template, context)
    return fit.message(said["text"], blocks)


def _render(
    template: str, context: dict[str, object]
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Give what the template `set`s (title and the like unescaped), and its blocks."""
    module = _environment().get_template(template).make_module(context)
    said = {
        key: _words(value) if key == "text" else _unescaped(value)
        for key, value in vars(module).items()
        if isinstance(value, str)
    }
    return said, list(_objects(str(module)))


def _words(value: str) -> str:
    """Give mrkdwn: & < > escaped, and only those; one line."""
    marked = " ".join(str(escape(value)).split())
    return marked.replace("&#34;", '"').replace("&#39;", "'")


def _unescaped(value: str) -> str:
    """Give what was meant: a plain `str` as it is, template text unescaped."""
    return html.unescape(str(value)) if isinstance(value, Markup) else value


def _plain(value: object) -> Markup:
    """Give a JSON string for a plain_text object."""
    text = value if isinstance(value, str) else str(value)
    return _json(_unescaped(text).strip() or EMPTY)


def _mrkdwn(value: object) -> Markup:
    """Give a JSON string for a mrkdwn object."""
    marked = str(escape(value)).strip()
    return _json(marked.replace("&#34;", '"').replace("&#39;", "'"))


def _stop(sentence: str) -> str:
    """Give the full stop that *sentence* still needs."""
    return "" if sentence.rstrip().endswith((".", "!", "?", "…")) else "."


def _items(value: str) -> Markup:
    """Give the JSON objects that were printed one after another as a JSON list."""
    return _json(list(_objects(str(value))))


def _json(value: object) -> Markup:
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704 (never HTML)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Read each JSON object a template prints: no commas to manage."""
    text = text.strip()
    while text:
        block, end = _decoder.raw_decode(text)
        yield block
        text = text[end:].lstrip()
