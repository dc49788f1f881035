"""Hooks: an address that takes reports: shown once, kept as a hash, can be shut."""

import asyncio
import io
import json

from sqlmodel import select

from bot.core import tokens
from bot.findings import BIGGEST
from bot.findings.store import Hook
from bot.runtime import intake
from tests.findings.finding import every, heard, looking, one, recorded
from tests.findings.test_reading import ours, result, sarif

ROW = {"title": "Weak cipher", "severity": "high"}


async def made(dana, name="ci"):
    """Make a hook; give the path of its address."""
    await dana.types("#general", f"/ops finding hook {name}")
    assert "This address is shown once" in dana.told
    return address(dana.told)


def address(text):
    start = text.index("/hooks/findings/")
    return text[start:].split()[0].strip("`")


async def posts(scene, path, body, **more):
    """Send a body in; give the status, and what is answered."""
    url = f"{scene.url}{path}"
    async with scene.slack.session.post(url, data=body, **more) as response:
        text = await response.text()
        kind = response.content_type
        return response.status, json.loads(text) if "json" in kind else text


async def test_a_report_that_is_sent_in_is_taken_in(scene, dana):
    path = await made(dana)
    status, said = await posts(scene, path, sarif(result(), result(ruleId="b")))
    assert (status, said) == (
        200,
        {
            "ok": True,
            "runs": [{"source": "trivy", "new": 2, "back": 0, "gone": 0, "known": 0}],
        },
    )
    await scene.settled()
    await dana.sees("#ops", "Scan of trivy: 2 new, 0 gone, 0 known.")
    status, said = await posts(scene, path, sarif(result()))
    counts = {"source": "trivy", "new": 0, "back": 0, "gone": 1, "known": 1}
    assert said["runs"] == [counts]
    await dana.types("#general", "/ops finding scanners")
    assert "2 runs" in dana.told
    assert "used" in dana.told


async def test_one_that_names_no_scanner_is_called_as_its_hook(scene, dana):
    path = await made(dana, "nightly")
    await posts(scene, path, json.dumps({"findings": [ROW]}))
    assert (await heard(scene)).keys() == {"nightly"}


async def test_its_token_is_kept_as_a_hash_and_said_nowhere_again(scene, dana):
    path = await made(dana)
    token = path.rpartition("/")[2]
    async with looking(scene) as work:
        (row,) = (await work.session.exec(select(Hook))).all()
    assert row.digest == tokens.digest(token)
    assert token not in str(row.model_dump())
    await dana.types("#general", "/ops finding scanners")
    assert token not in dana.told
    assert "findings.hook_made" not in await dana.told_directly()
    assert await recorded(scene) == ["hook_made"]


async def test_a_request_that_comes_twice_makes_one_hook(scene, dana):
    await dana.types("#general", "/ops finding hook ci", repeat=2)
    assert await recorded(scene) == ["hook_made"]


async def test_the_form_shows_the_address_once(scene, dana):
    await dana.types("#general", "/ops finding hook")
    await dana.modal("Make a hook")
    await dana.submits(name=" ")
    assert "Say what sends findings" in (await dana.modal())["errors"]["name"]
    await dana.submits(name="trivy in CI")
    view = await dana.modal("This address is shown once")
    path = address(json.dumps(view["blocks"]).replace('"', " "))
    assert (await posts(scene, path, ours(ROW)))[0] == 200


async def test_one_that_is_shut_answers_nobody(scene, dana):
    path = await made(dana)
    await dana.types("#general", "/ops finding scanners")
    card = dana.said
    await dana.presses("Shut", channel="#general", message=card)
    await scene.settled()
    await dana.sees("#general", "That hook is shut")
    assert (await posts(scene, path, ours(ROW)))[0] == 404
    await dana.presses("Shut", channel="#general", message=card)
    await dana.sees("#general", "There is no such hook any more")
    assert await every(scene) == []
    await made(dana)  # of the same name


async def test_only_admins_make_hooks_and_shut_them(scene, dana, sam):
    await sam.types("#general", "/ops finding hook ci")
    assert "Only an admin of Longwatch" in sam.told
    await sam.types("#general", "/ops finding hook")
    assert "Only an admin of Longwatch" in sam.told
    await made(dana)
    await sam.types("#general", "/ops finding scanners")
    assert "Shut" not in sam.said.buttons
    await dana.types("#general", "/ops finding hook CI")
    assert "There is a hook CI already" in dana.told


async def test_a_wrong_address_is_not_found_and_says_nothing(scene, dana):
    path = await made(dana)
    base, _, token = path.rpartition("/")
    for wrong in (
        f"{base}/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        f"{base}/{'0' * 32}{token[32:]}",  # a workspace that is not there
        f"{base}/{token[:40]}",
        f"{base}/%00",
        f"/hooks/alerts/{token}",
    ):
        status, said = await posts(scene, wrong, ours(ROW))
        assert (status, said) == (404, "Not Found"), wrong
    assert await every(scene) == []


async def test_a_token_of_another_workspace_is_looked_for_in_there(scene, dana):
    other = await scene.neighbour()
    path = await made(dana)
    base, _, token = path.rpartition("/")
    theirs = f"{base}/{other.replace('-', '')}{token[32:]}"
    assert (await posts(scene, theirs, ours(ROW)))[0] == 404


BODIES = (
    (b"", {"line": 1}, "it is no JSON"),
    (b'{"runs": [1,\n}', {"line": 2}, "it is no JSON"),
    (ours({"title": "a"}), {"path": "findings[0].severity"}, "Say how bad"),
    (ours({**ROW, "owner": "@nobody"}), {"path": "findings[0].owner"}, "owner: I"),
)


async def test_a_bad_body_is_told_where_and_why_and_nothing_is_taken(scene, dana):
    path = await made(dana)
    for body, place, problem in BODIES:
        status, said = await posts(scene, path, body)
        assert (status, said["ok"]) == (400, False)
        (mistake,) = said["mistakes"]
        assert problem in mistake.pop("problem")
        assert mistake == place
    assert await every(scene) == []


async def test_a_body_that_is_too_large_is_refused(scene, dana):
    path = await made(dana)
    whole = io.BytesIO(b"x" * (BIGGEST + 1))
    status, said = await posts(scene, path, whole)
    assert (status, said["error"][:40]) == (
        413,
        "The report has more than 10 megabytes: s",
    )

    async def drops():
        for _ in range(11):
            yield b"x" * 2**20

    assert (await posts(scene, path, drops()))[0] == 413


async def test_reports_that_come_at_once_are_all_taken(scene, dana):
    path = await made(dana)
    bodies = [ours({**ROW, "title": f"finding {n}"}, complete=False) for n in range(5)]
    found = await asyncio.gather(*(posts(scene, path, body) for body in bodies))
    assert [status for status, _ in found] == [200] * 5
    assert len(await every(scene)) == 5


async def test_more_than_can_wait_are_sent_away(scene, dana):
    path = await made(dana)
    scene.bot.intake._many = intake.AT_ONCE + intake.WAITING
    status, said = await posts(scene, path, ours(ROW))
    assert (status, said["ok"]) == (429, False)


async def test_the_same_finding_from_a_person_and_a_scanner_are_two(scene, dana):
    path = await made(dana)
    await posts(scene, path, ours(ROW))
    assert (await one(scene)).source == "zap"
    await dana.types("#general", "/ops finding add high Weak cipher")
    assert len(await every(scene)) == 2


def test_a_token_names_its_workspace_and_nothing_else_is_one():
    here = "0198c0de-0000-7000-8000-000000000001"
    token = tokens.make(here)
    assert tokens.workspace(token) == here
    assert tokens.make(here) != token
    for wrong in ("", "x", token[:-1], f"{token}A", f"{token[:-1]}/", "é" * 75):
        assert tokens.workspace(wrong) == ""
        assert len(tokens.digest(wrong)) == 64
