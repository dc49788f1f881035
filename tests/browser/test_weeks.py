"""How it goes, as it is seen: what is signed off, the digest, charts, gates, keys."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_duty_is_proven_and_signed_off_by_somebody_else(dana, slack):
    admin = slack.person("dana")
    await admin.types("#general", "/ops approvers")
    await admin.presses("Change…", channel="#general", message=admin.said)
    await admin.modal("Who signs off")
    await admin.submits(tech_lead=[slack.person("kenji").id])
    await dana.says("/ops add")
    await dana.sees_form("Add a routine")
    await dana.fills("What is to be done?", "Look at who has access")
    await dana.fills("How often?", "every weekday")
    await dana.chooses("Who signs it off?", "Tech lead")
    await dana.presses_in_form("Add")
    await dana.sees_no_form()
    await dana.says("/ops due OPS-1")
    await dana.presses("Confirm OPS-1", "OPS-1")
    await dana.sees_form("Confirm OPS-1")
    await dana.fills("What was done", "Two accounts of people who left are closed")
    await dana.presses_in_form("Confirm")
    await dana.sees_no_form()
    await dana.says("/ops due OPS-1")
    await dana.reads("OPS-1 waits to be signed off", "Two accounts")
    await dana.becomes("Kenji Watanabe")
    await dana.opens("ops")
    await dana.reads("Approval wanted", "Sign off OPS-1: Look at who has access")
    await dana.presses("Show Sign off OPS-1", "Approval wanted")
    form = await dana.sees_form("What is approved")
    await form.get_by_text("Two accounts of people who left").first.wait_for()
    await dana.looks("signoff")
    await dana.closes()
    await dana.presses("Approve", "Sign off OPS-1")
    await dana.reads("Approved", "by @kenji")
    await dana.opens("general")
    await dana.says("/ops due OPS-1")
    await dana.reads("OPS-1 is done", "signed off by Tech lead")
    await dana.looks("signoff-done")
    assert await slack.violations() == []


async def test_the_week_is_read_with_its_charts(dana, slack):
    admin = slack.person("dana")
    for words in ("sev1 checkout answers 500", "sev3 search is slow"):
        await admin.types("#general", f"/incident declare {words}")
    await admin.types("#general", "/incident ack INC-2")
    await admin.types("#general", "/incident resolve INC-2 the index was rebuilt")
    await admin.types("#general", "/ops finding add high CVE-2026-1 in openssl @dana")
    await admin.types("#general", "/ops add Look at the costs, every monday at 10:00")
    await slack.forward(hours=3)
    await dana.says("/ops digest now team")
    week = await dana.reads("The week", "1 gate fails: put that right first")
    await week.get_by_role("button", name="Show INC-1").first.wait_for()
    await dana.looks("digest")
    await dana.says("/ops digest now leads")
    await dana.reads("Your week, and how it goes", "Metrics of the last")
    await dana.looks("digest-leads")
    await dana.says("/ops gates")
    await dana.reads("Incident process active")
    await dana.looks("gates")
    await dana.says("/ops metrics")
    shown = await dana.reads("Metrics: the last", "never for blame")
    await shown.locator("svg").first.wait_for()
    await dana.looks("metrics")
    assert await slack.violations() == []


async def test_a_key_is_taken_in_rotated_and_called_compromised(dana, slack):
    await dana.says("/rotation list")
    await dana.reads("Keys", "Longwatch: ledger signing key", "Slack bot token")
    await dana.looks("rotation")
    add = (
        "/rotation add Stripe key kind secret lives vault, payments/stripe owner @dana"
    )
    await dana.says(add)
    await dana.reads("It is in the inventory", "Stripe key")
    await dana.says("/rotation start Stripe key")
    await dana.reads("Stripe key", "ROT-1")
    await dana.says("/rotation confirm Stripe key")
    await dana.sees_form("Confirm ROT-1")
    await dana.looks("rotation-confirm")
    await dana.closes()
    await dana.says("/rotation compromised Stripe key it was in a log")
    await dana.reads("It is compromised", "A private security incident opens")
    await dana.looks("rotation-compromised")
    assert await slack.violations() == []
