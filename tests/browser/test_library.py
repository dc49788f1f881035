"""Runbooks as they are seen: the list, one of them, its form, and in a room."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXT = "# First\n- look at **evictions**\n- then `redis-cli info`\n\n> never flush"


async def test_a_runbook_is_written_and_put_in_front_of_the_responders(dana):
    await dana.says("/ops runbooks")
    await dana.reads("Library", "Billing: payments fail")
    await dana.looks("runbooks")
    await dana.presses("Open Billing", "Library")
    form = await dana.sees_form("Runbook")
    await form.get_by_text("It is over when").wait_for()
    await dana.looks("runbook")
    await dana.closes()
    await dana.presses("Write one…", "Library")
    await dana.sees_form("Write a document")
    await dana.fills("What is it for?", "Cache: everything is slow")
    await dana.fills("Words of a title", "redis, slow")
    await dana.page.get_by_role("dialog").get_by_label("Text", exact=True).fill(TEXT)
    await dana.looks("runbook-form")
    await dana.presses_in_form("Keep")
    await dana.sees_no_form()
    await dana.says("/incident declare sev2 checkout is slow")
    await dana.reads("INC-1 declared")
    await dana.opens("inc-1-checkout-is-slow")
    await dana.reads("Runbook: Cache: everything is slow", "Playbook: SEV-2")
    await dana.looks("runbooks-in-a-room")
    await dana.presses("Open the runbook Cache", "Runbook: Cache")
    form = await dana.sees_form("Runbook")
    await form.get_by_text("never flush").wait_for()


async def test_a_document_is_found_superseded_and_looked_back_at(dana):
    await dana.says("/ops library provider")
    await dana.reads("Library", "Billing: payments fail")
    await dana.looks("library-found")
    await dana.says("/ops library supersede billing by auth")
    await dana.reads("This holds in its place")
    await dana.says("/ops library")
    await dana.reads("page 1 of")
    await dana.presses("Search, filter…", "page 1 of")
    form = await dana.sees_form("Library")
    await dana.fills("Words", "billing")
    await dana.presses_in_form("Search")
    await form.get_by_text("superseded").first.wait_for()
    await dana.looks("library-window")
    await form.get_by_role("button", name="Open Billing").first.click()
    form = await dana.sees_form("Runbook")
    await form.get_by_text("This holds in its place").wait_for()
    await dana.looks("library-superseded")
    await form.get_by_role("button", name="Versions…").click()
    form = await dana.sees_form("Versions")
    await form.get_by_text("Version 1").wait_for()
    await dana.looks("library-versions")
