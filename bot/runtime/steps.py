"""Steps: how each kind of effect is carried out in Slack.

A step gets a claimed row and what was rendered for it, makes its calls, and gives what
the row should remember. It is written so that a repeat is harmless: where Slack would
do a thing twice, a row whose outcome is unknown looks first.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from bot.core.claims import Claimed
from bot.runtime import charts, download, lookup, threads
from bot.runtime.calls import Refusal
from bot.runtime.jobs import Job, Result, fingerprint

GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
NAMES = 9  # how many room names are tried before a person is asked
Address = tuple[str, str]  # channel and ts


Step = Callable[[Job], Awaitable[Result]]
Found = TypeVar("Found")


async def message(job: Job) -> Result:
    """Post a message once."""
    return await charts.told(job, _post)


async def card(job: Job) -> Result:
    """Post a card once, then edit it whenever what it shows has changed.

    What an earlier try left in Slack, if it did, may show an earlier state: it is
    edited whatever our digest says.
    """
    row, digest = job.row, fingerprint(job.shown)
    here = (row.channel, row.ts) if row.ts else None
    if here is None and row.unknown:
        here = await _found(job)
    if here is None:
        here = await _say(job)
    elif row.unknown or row.detail.get("digest") != digest:
        here = await _edit(job, here)
    channel, ts = here
    return Result(channel=channel, ts=ts, detail={**row.detail, "digest": digest})


async def _edit(job: Job, here: Address) -> Address:
    """Edit a card; post it anew when somebody deleted it."""
    channel, ts = here
    try:
        await job.slack("chat.update", channel=channel, ts=ts, **job.shown)
    except Refusal as refusal:
        if refusal.error not in GONE:
            raise
        again = await _found(job) if job.row.unknown else None
        return await (_edit(job, again) if again else _say(job))
    return here


async def reply(job: Job) -> Result:
    """Tell one person: by Slack's own address for answers, else in a direct message."""
    respond = job.row.detail.get("respond")
    if respond and job.row.unknown:
        return Result()  # it may have been said: better lost than doubled
    if respond and await lookup.responded(job.slack, respond, job.shown):
        return Result()
    return await _post(job)


async def report(job: Job) -> Result:
    """Tell one person something with charts, as their workspace has them."""
    return await charts.told(job, reply)


async def home(job: Job) -> Result:
    """Show a Home tab, when it is not as it was shown last."""
    digest = fingerprint(job.shown)
    if job.row.unknown or job.row.detail.get("digest") != digest:
        await job.slack("views.publish", user_id=job.row.place, view=job.shown)
    return Result(detail={"digest": digest})


async def notice(job: Job) -> Result:
    """Tell a person or the ops channel that something needs them."""
    return await _post(job)


async def room(job: Job) -> Result:
    """Create the channel of a thing; never take over one that is not ours."""
    wanted: Mapping[str, Any] = job.shown
    if job.row.channel:
        return _room(job.row.channel, job.row.detail)
    if job.row.unknown:
        found = await lookup.room(job.slack, wanted["name"], job.bot, job.row.first_try)
        if found:
            return _room(found["id"], {"name": found["name"]})
    for turn in range(1, NAMES + 1):
        name = wanted["name"] if turn == 1 else f"{wanted['name'][:77]}-{turn}"
        try:
            answer = await job.slack(
                "conversations.create", name=name, is_private=wanted["private"]
            )
        except Refusal as refusal:
            if refusal.error != "name_taken" or turn == NAMES:
                raise
        else:
            made = answer["channel"]
            return _room(made["id"], {"name": made["name"]})
    raise AssertionError("the last turn returns or raises")


async def topic(job: Job) -> Result:
    """Set the topic of a room when it changed."""
    return await _once(job, "conversations.setTopic", "topic")


async def purpose(job: Job) -> Result:
    """Set the purpose of a room when it changed."""
    return await _once(job, "conversations.setPurpose", "purpose")


async def members(job: Job) -> Result:
    """Bring people in who were not brought in before; name those who can't be."""
    known: dict[str, Any] = dict(job.row.detail)
    invited, left_out = set(known.get("invited", [])), dict(known.get("left_out", {}))
    fresh = [user for user in job.shown if user not in invited | left_out.keys()]
    for start in range(0, len(fresh), 100):
        batch = fresh[start : start + 100]
        left_out |= await _invite(job, batch)
        invited |= set(batch) - left_out.keys()
    error = "cant_invite" if left_out else None
    return Result(
        channel=job.channel,
        detail={"invited": sorted(invited), "left_out": left_out},
        error=error,
    )


async def pin(job: Job) -> Result:
    """Pin the message of the parent."""
    parent = _parent(job)
    await _settled(
        job, "pins.add", "already_pinned", channel=parent.channel, timestamp=parent.ts
    )
    return Result(channel=parent.channel)


async def bookmark(job: Job) -> Result:
    """Put one link at the top of a room, once."""
    channel, link = _parent(job).channel, job.shown
    found = job.row.ts
    if found is None and job.row.unknown:
        found = await lookup.bookmark(job.slack, channel, link["title"])
    if found is None:
        answer = await job.slack(
            "bookmarks.add", channel_id=channel, type="link", **link
        )
        found = answer["bookmark"]["id"]
    return Result(channel=channel, ts=found)


async def join(job: Job) -> Result:
    """Join a public channel before the first post to it."""
    await _settled(job, "conversations.join", "already_in_channel", channel=job.channel)
    return Result(channel=job.channel)


async def restore(job: Job) -> Result:
    """Bring the room back from the archive, ahead of what is said in it then."""
    channel = _parent(job).channel
    await _settled(job, "conversations.unarchive", "not_archived", channel=channel)
    return Result(channel=channel)


async def file(job: Job) -> Result:
    """Download a file, once, and have it recorded what it holds."""
    wanted: Mapping[str, Any] = job.shown
    held = await download.kept(
        job.slack, job.home / wanted["path"], wanted, within=job.within
    )
    then = wanted["then"]
    call = {**then, "args": {**then["args"], **held}}
    return Result(detail=job.row.detail, then=call)


async def archive(job: Job) -> Result:
    """Archive the room, or bring it back, as its thing now stands."""
    channel = _parent(job).channel
    if job.shown:
        await _settled(
            job, "conversations.archive", "already_archived", channel=channel
        )
    elif job.row.applied:
        await _settled(job, "conversations.unarchive", "not_archived", channel=channel)
    return Result(channel=channel)


async def _post(job: Job) -> Result:
    """Post once: look for our key first when an earlier try may have arrived."""
    found = await _found(job) if job.row.unknown else None
    channel, ts = found or await _say(job)
    return Result(channel=channel, ts=ts)


async def _found(job: Job) -> Address | None:
    """Find what an earlier try posted; only members of a channel may look there."""
    found = await threads.below(
        job, lambda at: _inside(at, lambda: lookup.message(at, at.thread))
    )
    return (str(found["channel"]), str(found["ts"])) if found else None


async def _say(job: Job) -> Address:
    """Post, in a thread when the row names one that is there."""
    return await threads.below(job, _said)


async def _said(job: Job) -> Address:
    arguments = {
        "metadata": job.key,
        "unfurl_links": False,
        "unfurl_media": False,
        **job.shown,
        **job.placed,
    }
    answer = await _inside(job, lambda: job.slack("chat.postMessage", **arguments))
    return str(answer["channel"]), str(answer["ts"])


async def _inside(job: Job, act: Callable[[], Awaitable[Found]]) -> Found:
    """Act in a channel; when that needs a member, join it and act again."""
    try:
        return await act()
    except Refusal as refusal:
        if refusal.error != "not_in_channel":
            raise
    await job.slack("conversations.join", channel=job.channel)
    return await act()


async def _once(job: Job, method: str, what: str) -> Result:
    """Write a value that everybody sees change, only when it did or may have."""
    channel, value = _parent(job).channel, str(job.shown)
    digest = fingerprint({what: value})
    same = job.row.detail.get("digest") == digest and not job.row.unknown
    if not same and not await _already(job, what, value):
        await job.slack(method, channel=channel, **{what: value})
    return Result(channel=channel, detail={"digest": digest})


async def _already(job: Job, what: str, value: str) -> bool:
    """Tell whether an earlier try, whose outcome is unknown, has written *value*."""
    channel = str(_parent(job).channel)
    return job.row.unknown and await lookup.note(job.slack, channel, what) == value


async def _invite(job: Job, users: list[str]) -> dict[str, str]:
    """Invite all who can be; give Slack's reason for each of the others."""
    try:
        answer: Mapping[str, Any] = await job.slack(
            "conversations.invite", channel=job.channel, users=users, force=True
        )
    except Refusal as refusal:
        if "errors" not in refusal.answer and refusal.error != "already_in_channel":
            raise
        answer = refusal.answer
    return {
        one["user"]: one["error"]
        for one in answer.get("errors", [])
        if one["error"] != "already_in_channel"
    }


async def _settled(job: Job, method: str, already: str, **arguments: str) -> None:
    """Call *method*; that it is so *already* is a success."""
    try:
        await job.slack(method, **arguments)
    except Refusal as refusal:
        if refusal.error != already:
            raise


def _parent(job: Job) -> Claimed:
    if job.parent is None:
        raise TypeError(f"{job.row.key} acts on nothing")
    return job.parent


def _room(channel: str, detail: Mapping[str, Any]) -> Result:
    return Result(channel=channel, detail=dict(detail))


STEPS: dict[str, Step] = {
    step.__name__: step
    for step in (
        message, card, reply, report, notice, room, topic, purpose, members, pin,
        bookmark, join, archive, restore, home, file,
    )
}  # fmt: skip
