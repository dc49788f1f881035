"""Lists of documents: by kind, by state, by words; a page at a time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bot.core.errors import Invalid
from bot.core.work import Work
from bot.library import choosing, reading, searching, shipping, store
from bot.library.rules import Kind, Sheet, State
from bot.library.searching import Hit

PAGE = 12  # documents that are shown at once
LONGEST = 100  # characters of a search
DIGITS = 4  # of the number of a page
KINDS, STATES = [*Kind], [*State]


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for: of one kind, in one state, with words; and which page."""

    kind: Kind | None = None
    state: State | None = None
    words: str = ""
    page: int = 1

    @property
    def kept(self) -> str:
        """Write it for a button: `plan:archived:2:the words`."""
        said = (self.kind or "", self.state or "", self.page, self.words)
        return ":".join(map(str, said))

    @property
    def all(self) -> bool:
        """Tell whether nothing is left out that a list has."""
        return not (self.kind or self.state or self.words)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What was found: a page of it, and how much there is."""

    query: Query
    hits: tuple[Hit, ...]
    found: int
    archived: int
    """How many documents are in the archive, whatever is looked for."""

    @property
    def wanted(self) -> int:
        """Count the words that are looked for."""
        return len(searching.words(self.query.words))

    @property
    def next(self) -> str:
        """Give what a button for the next page keeps."""
        return replace(self.query, page=self.query.page + 1).kept

    @property
    def previous(self) -> str:
        """Give what a button for the page before keeps."""
        return replace(self.query, page=self.query.page - 1).kept

    @property
    def last(self) -> int:
        """Give the number of the last page."""
        return max(1, -(-self.found // PAGE))


def read(kept: str) -> Query:
    """Read what a button keeps; what it may not say is passed over."""
    kind, state, page, words = (kept.split(":", 3) + [""] * 4)[:4]
    return Query(
        kind=Kind(kind) if kind in [*Kind] else None,
        state=State(state) if state in [*State] else None,
        words=words[:LONGEST],
        page=int(page[:DIGITS]) if page.isdecimal() else 1,
    )


def asked(words: str) -> Query | None:
    """Read `retired plans page 2`; None if it says anything but those three."""
    query = Query()
    for word in words.casefold().split():
        said = _filter(query, word)
        if said is None:
            return None
        query = said
    return query


def _filter(query: Query, word: str) -> Query | None:
    if word == "page":
        return query
    if word.isdecimal():
        return replace(query, page=int(word[:DIGITS]))
    try:
        return replace(query, kind=reading.kind(word))
    except Invalid:
        pass
    name = {"archive": "archived", "drafts": "draft", "all": ""}.get(word, word)
    try:
        return replace(query, state=reading.state(name) if name else None)
    except Invalid:
        return None


async def listed(work: Work, query: Query) -> Page:
    """Give a page of what a query finds: the best first, else what holds first.

    The archive is left out of what nobody searches, unless it is asked for.
    """
    query = replace(query, words=" ".join(query.words.split())[:LONGEST])
    every = await choosing.everything(work)
    those = [one for one in every if _is(one, query)]
    if query.words:
        hits = searching.ranked(
            [hit async for hit in _hits(work, those, query.words)], query.words
        )
    else:
        hits = [_plain(one) for one in sorted(those, key=_rank)]
    last = max(1, -(-len(hits) // PAGE))
    page = min(max(query.page, 1), last)
    return Page(
        query=replace(query, page=page),
        hits=tuple(hits[(page - 1) * PAGE : page * PAGE]),
        found=len(hits),
        archived=sum(one.state is State.ARCHIVED for one in every),
    )


def _is(sheet: Sheet, query: Query) -> bool:
    if query.kind and sheet.kind is not query.kind:
        return False
    if query.state:
        return sheet.state is query.state
    return bool(query.words) or sheet.state is not State.ARCHIVED


def _plain(sheet: Sheet) -> Hit:
    return Hit(sheet=sheet, words=0, score=0, exact=False)


def _rank(sheet: Sheet) -> tuple[object, ...]:
    """Put what is needed at night first, what comes round later, what is gone last."""
    kind, state = KINDS.index(sheet.kind), STATES.index(sheet.state)
    books = sheet.kind in (Kind.RUNBOOK, Kind.PLAYBOOK)
    routine = sheet.shipped and not (sheet.surfaces or sheet.words or sheet.severities)
    offered = sheet.state.holds and books and not routine
    return not sheet.state.holds, not offered, sheet.shipped, kind, state, sheet.slug


async def _hits(work: Work, those: list[Sheet], words: str) -> AsyncIterator[Hit]:
    """Look through everything that is written, a page of texts at a time."""
    wanted = {one.slug: one for one in those}
    for slug, sheet in shipping.sheets().items():
        if slug in wanted and wanted[slug].shipped:
            found = searching.hit(sheet, sheet.text, words)
            if found:
                yield found
    async for slug, text in store.texts(work):
        if slug in wanted:
            found = searching.hit(wanted[slug], text, words)
            if found:
                yield found
