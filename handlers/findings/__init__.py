"""/ops finding: what was found, who mends it, and the ways in for scanners."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import findings, services
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listeners, Verb, spelt
from bot.core.work import Begin, Work
from bot.findings import Finding
from handlers.findings import deeds, hooks
from handlers.findings.ways import Asked, Deed, Open, answer, filled, opening, typed
from handlers.incidents.ways import Unread

ADD = "/ops finding add critical CVE-2026-1234 in openssl @dana"
ALIASES = {
    **dict.fromkeys(("new", "report", "found"), "add"),
    **dict.fromkeys(("ls", "search"), "list"),
    **dict.fromkeys(("owner", "give"), "assign"),
    **dict.fromkeys(("fixed", "patched", "mended"), "fix"),
    **dict.fromkeys(("exception", "accept", "excuse"), "except"),
    **dict.fromkeys(("verify", "verified", "closed"), "close"),
    **dict.fromkeys(("reject", "dismiss"), "decline"),
    **dict.fromkeys(("type", "recast"), "kind"),
    **dict.fromkeys(("classify", "reclassify"), "severity"),
    **dict.fromkeys(("hooks", "scanner"), "scanners"),
}
TEXTS = ("title", "reference", "place", "surface")
DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            verb="triage",
            label="Triage…",
            example="FND-12 we run it in checkout, reachable; dana patches it today",
            act=deeds.triage,
            fill=deeds.triage_form,
        ),
        Deed(
            verb="fix",
            label="Fixed…",
            example="FND-12 https://github.example.com/shop/pull/7",
            act=deeds.fix,
            fill=deeds.fix_form,
        ),
        Deed(
            verb="close",
            label="Close…",
            example="FND-12 scanned again, it is not there any more",
            act=deeds.close,
            fill=deeds.close_form,
            context=deeds.closing,
        ),
        Deed(
            verb="assign",
            label="Assign…",
            example="FND-12 @dana",
            act=deeds.assign,
            fill=deeds.assign_form,
            context=deeds.assigning,
        ),
        Deed(
            verb="except",
            label="Except…",
            example="FND-12 until 2027-03-31 because it is reachable from inside only",
            act=deeds.excuse,
            fill=deeds.excuse_form,
        ),
        Deed(
            verb="decline",
            label="Decline…",
            example="FND-12 false positive the package is not installed",
            act=deeds.decline,
            fill=deeds.decline_form,
            context=deeds.declining,
        ),
        Deed(
            verb="severity",
            label="Severity…",
            example="FND-12 high it can't be reached from outside",
            act=deeds.severity,
            fill=deeds.severity_form,
        ),
        Deed(
            verb="kind",
            label="Kind…",
            example="FND-12 defect nobody gains anything by it",
            act=deeds.kind,
            fill=deeds.kind_form,
        ),
        Deed(
            verb="reopen",
            label="Reopen…",
            example="FND-12 it is in the new image again",
            act=deeds.reopen,
            fill=deeds.reopen_form,
        ),
    )
}


async def command(  # noqa: PLR0913, PLR0917 (what a command is lent)
    ack: AsyncAck,
    words: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
    address: str | None,
) -> None:
    """`/ops finding [list | add | show | triage | fix | … | hook]`."""
    asked = Asked(ack=ack, begin=begin, look=look, open_form=open_form, address=address)
    word, _, rest = words.strip().partition(" ")
    verb = ALIASES.get(word.casefold(), word.casefold()) or "list"
    if verb in DEEDS:
        await typed(asked, DEEDS[verb], rest.strip())
    elif verb in WAYS:
        await WAYS[verb](asked, rest.strip())
    elif word.casefold().startswith("fnd"):
        await _show(asked, words)
    else:
        await _search(asked, words)


async def _search(asked: Asked, words: str) -> None:
    """List what the words narrow; where that is nothing, they may be a verb."""
    async with asked.look() as work:
        shown = await findings.listed(work, words)
    if not shown["rows"]:
        spelt(words, "/ops finding", (*DEEDS, *WAYS, *ALIASES))
    await _lists(asked, shown)


async def _list(asked: Asked, words: str) -> None:
    async with asked.look() as work:
        shown = await findings.listed(work, words)
    await _lists(asked, shown)


async def _lists(asked: Asked, shown: Mapping[str, Any]) -> None:
    said = render.card(findings.LISTED, **shown)
    await asked.ack(response_type="ephemeral", **said)


async def _show(asked: Asked, words: str) -> None:
    if not words.strip():
        await _list(asked, "")
        return
    async with asked.look() as work:
        found, _ = await findings.meant(work, words)
        shown = await findings.details(work, found)
    said = render.card(findings.CARD, **shown)
    await asked.ack(response_type="ephemeral", **said)


async def _add(asked: Asked, words: str) -> None:
    """Add what one line says; what it leaves out is asked for in the form."""
    given = findings.read(words)
    if not (given.get("severity") and given["title"]):
        async with asked.look() as work:
            await roles.require(work, Role.MEMBER)
            context = await deeds.empty(work, given)
        asked.open_form("findings.add", **context)
        await asked.ack()
        return
    async with asked.begin() as work:
        work.said = await _added(work, given)
    await asked.ack(**work.said)


async def _added(work: Work, given: Mapping[str, str]) -> dict[str, Any]:
    """Add it and say so; what is known already is shown."""
    try:
        found, record = await _keep(work, given)
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=ADD) from wrong
    if record is not None:
        return answer(record)
    said = render.card(findings.CARD, **await findings.details(work, found))
    return {"response_type": "ephemeral", **said}


async def _keep(work: Work, given: Mapping[str, str]) -> tuple[Finding, Any]:
    await roles.require(work, Role.MEMBER)
    owner = given.get("owner", "")
    named = await services.owner(work, owner, "finding") if owner else ""
    return await findings.add(work, findings.draft({**given, "owner": named}))


async def add_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the empty form."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        context = await deeds.empty(work, {})
    open_form("findings.add", **context)
    await ack()


async def add(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was filled in; what is known already is shown."""
    given = {name: form.text(name) for name in TEXTS}
    menus = {name: form.choice(name) or "" for name in ("severity", "kind")}
    async with begin() as work:
        said = {**given, **menus, "owner": deeds.owner(form)}
        found, record = await _keep(work, said)
        if record is None:
            work.reply(findings.CARD, found.id)
        else:
            work.reply("findings.done", record.id)
    await ack(**form.closes)


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a finding, only to whoever asks."""
    async with begin() as work:
        found = await findings.clicked(work, value)
        work.reply(findings.CARD, found.id)
    await ack()


async def board(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show the list, only to whoever asks."""
    async with begin() as work:
        work.reply(findings.LISTED, "mine" if value == "mine" else "list")
    await ack()


WAYS: Mapping[str, Callable[[Asked, str], Awaitable[None]]] = {
    "list": _list,
    "show": _show,
    "add": _add,
    "hook": hooks.make,
    "scanners": hooks.scanners,
}
LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="finding",
                    does=command,
                    usage="[add | list | triage | fix | except | close FND-12 …, hook]",
                    about="vulnerabilities, audit findings, defects, to their end",
                    aliases=("findings", "vulnerability", "fnd"),
                ),
            ),
        ),
    ),
    actions={
        "findings.add": add_form,
        "findings.show": show,
        "findings.list": board,
        "findings.triage": opening(DEEDS["triage"]),
        "findings.fix": opening(DEEDS["fix"]),
        "findings.close": opening(DEEDS["close"]),
        "findings.assign": opening(DEEDS["assign"]),
        "findings.except": opening(DEEDS["except"]),
        "findings.decline": opening(DEEDS["decline"]),
        "findings.severity": opening(DEEDS["severity"]),
        "findings.kind": opening(DEEDS["kind"]),
        "findings.reopen": opening(DEEDS["reopen"]),
        "findings.scanners": hooks.board,
        "findings.retire": hooks.retire,
        "findings.hook": hooks.hook_form,
        "findings.revoke": hooks.revoke,
    },
    views={
        "findings.add": add,
        "findings.triage": filled(DEEDS["triage"]),
        "findings.fix": filled(DEEDS["fix"]),
        "findings.close": filled(DEEDS["close"]),
        "findings.assign": filled(DEEDS["assign"]),
        "findings.except": filled(DEEDS["except"]),
        "findings.decline": filled(DEEDS["decline"]),
        "findings.severity": filled(DEEDS["severity"]),
        "findings.kind": filled(DEEDS["kind"]),
        "findings.reopen": filled(DEEDS["reopen"]),
        "findings.hook": hooks.hook,
    },
)
