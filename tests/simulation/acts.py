"""What people do: each act is one of these, with its weight."""

import asyncio

from tests.simulation.people import Act, Crowd


async def declare(crowd: Crowd) -> None:
    title = crowd.words("checkout fails")
    severity = crowd.chance.choice(("sev1", "sev2", "sev3", ""))
    more = crowd.chance.choice(
        ("", ", private", " @dana lead", " @dana lead", ", drill")
    )
    text = f"/incident declare {severity} {title}{more}"
    await crowd.types(text, title, "declare")


async def declare_form(crowd: Crowd) -> None:
    title, who = crowd.words("logins fail"), crowd.somebody()
    await crowd.does("command", user=who, channel="general", text="/incident declare")
    await crowd.submits(who, title, "declare", title=title, severity="2")


async def declare_from_message(crowd: Crowd) -> None:
    title = crowd.words("refunds fail")
    place = crowd.parts.world.channels["C0PAYMENTS"]
    first = next(iter(place.messages))
    told = {"user": "U0LIV", "channel": place.id, "ts": first}
    name = "incidents.declare_from_message"
    await crowd.does("message_shortcut", callback_id=name, **told)
    await crowd.submits("U0LIV", title, "declare", title=title, severity="3")


async def acknowledge(crowd: Crowd) -> None:
    """Two people at once, at times."""
    several = 2 if crowd.chance.random() < 0.5 else 1
    crowd.world.tally["two at once"] += several == 2
    await asyncio.gather(
        *(crowd.presses("incidents.acknowledge") for _ in range(several))
    )


async def update(crowd: Crowd) -> None:
    words = crowd.words("rolled back")
    await crowd.types(f"/incident update {crowd.ref()} {words}", words, "updated")


async def update_form(crowd: Crowd) -> None:
    words = crowd.words("watching it")
    who = await crowd.presses("incidents.update")
    if who:
        await crowd.submits(who, words, "updated", text=words)


async def note(crowd: Crowd) -> None:
    words = crowd.words("deployed")
    await crowd.types(f"/incident note {crowd.ref()} {words}", words, "noted")


async def severity(crowd: Crowd) -> None:
    level = crowd.chance.choice(("sev1", "sev2", "sev3"))
    words = crowd.words("because")
    text = f"/incident severity {crowd.ref()} {level} {words}"
    await crowd.types(text, words, "reclassified")


async def phase(crowd: Crowd) -> None:
    await crowd.types(f"/incident phase {crowd.ref()} next")


async def assign(crowd: Crowd) -> None:
    who = crowd.chance.choice(("@dana", "@ana", "me"))
    await crowd.types(f"/incident assign {crowd.ref()} {who}")


async def resolve(crowd: Crowd) -> None:
    words = crowd.words("fixed")
    await crowd.types(
        f"/incident resolve {crowd.ref()} fix: {words}", words, "resolved"
    )


async def resolve_form(crowd: Crowd) -> None:
    words = crowd.words("mended")
    who = await crowd.presses("incidents.resolve")
    if who:
        await crowd.submits(who, words, "resolved", outcome="fix", resolution=words)


async def reopen(crowd: Crowd) -> None:
    words = crowd.words("it is back in one region")
    await crowd.types(f"/incident reopen {crowd.ref()} {words}", words, "reopened")


async def close(crowd: Crowd) -> None:
    await crowd.presses("incidents.close")


async def decline(crowd: Crowd) -> None:
    words = crowd.words("only a test alert")
    await crowd.types(f"/incident decline {crowd.ref()} {words}", words, "declined")


async def merge(crowd: Crowd) -> None:
    """Two people at once, at times, each the other way round."""
    one, other = crowd.ref(), crowd.ref()
    both = crowd.chance.random() < 0.4
    crowd.world.tally["two at once"] += both
    pairs = [(one, other), (other, one)] if both else [(one, other)]
    await asyncio.gather(
        *(crowd.types(f"/incident merge {a} into {b}") for a, b in pairs)
    )


async def roll_call(crowd: Crowd) -> None:
    words = f"{crowd.words('are you on xz')}?"
    text = (
        f"/incident rollcall {crowd.ref()} {words} Payments, Checkout @ana, Data #ops"
    )
    await crowd.types(text, words, "rollcall_opened")


async def answer(crowd: Crowd) -> None:
    """Two people at once, at times, for one row or for two."""
    both = 2 if crowd.chance.random() < 0.5 else 1
    crowd.world.tally["two at once"] += both == 2
    ref, verbs = crowd.ref(), ("affected", "patched", "unanswer")
    said = [
        f"/incident {crowd.chance.choice(verbs)} {ref} {crowd.chance.randint(1, 3)}"
        for _ in range(both)
    ]
    if crowd.chance.random() < 0.2:
        change = crowd.chance.choice(("close", "reopen", "remove 1", "add Search"))
        said.append(f"/incident rollcall {ref} {change}")
    await asyncio.gather(*(crowd.types(one) for one in said))


async def relate(crowd: Crowd) -> None:
    one, other = crowd.ref(), crowd.ref()
    await crowd.types(f"/incident relate {one} to {other}")
    if crowd.chance.random() < 0.3:
        await crowd.types(f"/incident unrelate {one}")


async def hide(crowd: Crowd) -> None:
    """Make one private, at times without somebody, at times twice at once."""
    ref = crowd.ref()
    both = 2 if crowd.chance.random() < 0.3 else 1
    crowd.world.tally["two at once"] += both == 2
    words = crowd.chance.choice(("everyone", "everyone", "without <@U0SAM>"))
    await asyncio.gather(
        *(crowd.types(f"/incident private {ref} {words}") for _ in range(both))
    )


async def undo(crowd: Crowd) -> None:
    await crowd.presses("incidents.undo")


async def retract(crowd: Crowd) -> None:
    await crowd.presses("incidents.retract")


async def show(crowd: Crowd) -> None:
    await crowd.presses("incidents.show")


async def push(crowd: Crowd) -> None:
    minutes = crowd.chance.choice((1, 8, 16, 35, 70, 300))
    crowd.world.tally["clock pushed"] += 1
    crowd.parts.world.clock.advance(minutes * 60.0)


async def reorder(crowd: Crowd) -> None:
    """Hold events for a while, then let them come the wrong way round, or twice."""
    events = crowd.parts.events
    if crowd.chance.random() < 0.5:
        crowd.world.tally["events doubled"] += 1
        events.double = True
        await asyncio.sleep(crowd.chance.uniform(0.5, 5) * crowd.pace)
        events.double = False
        return
    crowd.world.tally["events reordered"] += 1
    events.held = [] if events.held is None else events.held
    await asyncio.sleep(crowd.chance.uniform(0.5, 5) * crowd.pace)
    events.release(backwards=True)


async def wander(crowd: Crowd) -> None:
    """Join, leave, rename a room or change its topic."""
    rooms = [room for room in crowd.rooms() if not room.is_archived]
    if not rooms:
        return
    place, who = crowd.chance.choice(rooms), crowd.somebody()
    what = crowd.chance.choice(("join", "leave", "rename", "topic"))
    if what == "join" and place.is_private:
        return
    if what in ("rename", "topic") and who not in place.members:
        return
    words = crowd.words("ours")
    more = {"topic": words} if what == "topic" else {}
    more |= {"name": words.replace(" ", "-")} if what == "rename" else {}
    if what == "leave":
        crowd.world.left.setdefault(place.id, set()).add(who)
    crowd.deed(what, who, place, **more)


WEIGHTS: dict[Act, int] = {
    declare: 6, declare_form: 3, declare_from_message: 2, acknowledge: 6, update: 6,
    update_form: 3, note: 3, severity: 4, phase: 2, assign: 3, resolve: 4,
    resolve_form: 2, reopen: 4, close: 2, decline: 2, merge: 3, undo: 4, retract: 2,
    show: 2, reorder: 3, wander: 4, roll_call: 3, answer: 5, relate: 2, hide: 3,
}  # fmt: skip


async def live(crowd: Crowd, acts: int, pushes: int) -> None:
    """Let people do so many things, one after another or several at once."""
    chance = crowd.chance
    first = [declare, declare] if acts else []
    coming = [*first, *chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=acts)]
    for _ in range(pushes):
        coming.insert(chance.randint(len(coming) // 2, len(coming)), push)
    under_way: set[asyncio.Task[None]] = set()
    for act in coming:
        under_way.add(asyncio.get_running_loop().create_task(act(crowd)))
        await asyncio.sleep(chance.choice((0.0, 0.3, 1.5, 4.0)) * crowd.pace)
    if under_way:
        await asyncio.wait(under_way)
    for task in under_way:
        task.result()
