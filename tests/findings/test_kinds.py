"""What was understood of a finding is said, and its kind can be changed."""

from bot.findings.rules import Kind, Severity
from tests.findings.finding import adopt, duties, every, one

HIGH = "/ops finding add high OS patches are missing"
WHY = "nobody gains anything by it"


async def test_the_answer_says_what_was_understood_and_how_to_change_it(scene, dana):
    await dana.types("#general", HIGH)
    assert "Understood as: high vulnerability, nobody's yet." in dana.told
    assert "/ops finding kind FND-1 audit" in dana.told
    await dana.types(
        "#general", "/ops finding add low audit no second pair of eyes in deploys @dana"
    )
    assert "low audit finding, in deploys, of @dana." in dana.told
    await dana.types("#general", "/ops finding add low CVE-2026-9 x at src/a.py:4 @ana")
    assert "at src/a.py:4" in dana.told


async def test_its_kind_is_changed_and_other_routines_ask_for_it(scene, dana):
    await adopt(scene)
    await dana.types("#general", HIGH)
    await scene.settled()
    assert {row.open for row in (await duties(scene)).values()} == {True}
    before = await one(scene)
    await dana.types("#general", f"/ops finding kind FND-1 defect {WHY}")
    assert "is of another kind now: defect, and was: vulnerability" in dana.told
    after = await one(scene)
    assert (after.kind, after.severity) == (Kind.DEFECT, Severity.HIGH)
    assert (after.triage_by, after.fix_by) == (before.triage_by, before.fix_by)
    rows = (await duties(scene)).values()
    assert {row.state for row in rows} == {"skipped"}
    assert {row.reason for row in rows} == {"FND-1 is by now a high defect"}


async def test_its_kind_is_changed_by_a_form(scene, dana):
    await dana.types("#general", HIGH)
    await dana.presses("Open", channel="#general", message=dana.said)
    await scene.settled()
    await dana.presses("Kind…", channel="#general")
    await dana.modal("Kind of FND-1")
    await dana.submits(kind="audit", reason=WHY)
    await scene.settled()
    assert (await one(scene)).kind is Kind.AUDIT


async def test_what_is_no_change_of_kind_is_said(scene, dana, gus):
    await dana.types("#general", HIGH)
    for words, told in (
        (f"vulnerability {WHY}", "is of kind vulnerability already"),
        (f"virus {WHY}", "“virus” is none of vulnerability, audit, defect"),
        ("defect no", "Say why"),
    ):
        await dana.types("#general", f"/ops finding kind FND-1 {words}")
        assert told in dana.told
    await gus.types("#general", f"/ops finding kind FND-1 defect {WHY}")
    assert "Only members of the workspace" in gus.told
    (row,) = await every(scene)
    assert row.kind is Kind.VULNERABILITY
