"""Drafts: a form that was closed by mistake has what was typed when it is opened."""

THEN = 1_700_000_040  # a minute, as the picker gives it


async def opens(person, room, label="Update…"):
    await person.presses(label, channel=room)
    return await person.modal("INC-1")


async def fills(scene, person, **said):
    """Type into the form that is open, and close it."""
    view = await person.modal()
    for field, text in said.items():
        where = {"view": view["id"], "block_id": field, "action_id": field}
        await scene.slack.post("act", user=person.id, value=text, **where)
    await person.closes()
    await scene.settled()


def texts(view):
    return {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view["blocks"]
        if block["type"] == "input"
    }


async def test_what_was_typed_into_a_closed_form_is_back(scene, room, dana):
    await opens(dana, room)
    await fills(scene, dana, text="the pool is empty", impact="one in ten fails")
    view = await opens(dana, room)
    assert texts(view)["text"] == "the pool is empty"
    assert texts(view)["impact"] == "one in ten fails"
    assert "What you had typed is back" in str(view["blocks"])
    await dana.submits(text="the pool is full again", impact="")
    await scene.settled()
    assert texts(await opens(dana, room))["text"] == ""


async def test_a_draft_is_nobody_elses(scene, room, dana, ana):
    await opens(dana, room)
    await fills(scene, dana, text="the pool is empty")
    await ana.types("#general", "/incident update INC-1")
    assert texts(await ana.modal("INC-1"))["text"] == ""


async def test_each_form_has_its_own(scene, room, dana):
    await opens(dana, room, "Resolve…")
    await fills(scene, dana, resolution="rolled back", tests="a pool check")
    assert texts(await opens(dana, room))["text"] == ""
    await dana.closes()
    view = await opens(dana, room, "Resolve…")
    assert texts(view)["resolution"] == "rolled back"
    assert texts(view)["tests"] == "a pool check"


async def test_a_form_that_was_closed_empty_leaves_nothing(scene, room, dana):
    await opens(dana, room)
    await dana.closes()
    await scene.settled()
    assert "is back" not in str((await opens(dana, room))["blocks"])


async def test_a_note_is_back_with_its_time_until_it_is_added(scene, room, dana):
    await opens(dana, room, "Note…")
    await dana.closes(text="deployed 3f2a", at=THEN)
    await scene.settled()
    view = await opens(dana, room, "Note…")
    assert view["values"] == {"text": "deployed 3f2a", "at": THEN}
    assert "What you had typed is back" in str(view["blocks"])
    await dana.submits(text="deployed 3f2a to all", at=THEN)
    await scene.settled()
    await dana.types("#general", "/incident note INC-1")
    again = await dana.modal("INC-1")
    assert again["values"] == {"text": None, "at": None}
    assert "is back" not in str(again["blocks"])


async def test_what_the_form_said_by_itself_is_no_draft(scene, room, dana):
    await opens(dana, room)
    await dana.submits(text="the pool is empty", impact="one in ten fails")
    await scene.settled()
    await opens(dana, room)
    await dana.closes()
    await scene.settled()
    assert "is back" not in str((await opens(dana, room))["blocks"])


async def test_a_draft_that_was_emptied_is_gone(scene, room, dana):
    await opens(dana, room)
    await dana.closes(text="the pool is empty")
    await scene.settled()
    await opens(dana, room)
    await dana.closes(text=None)
    await scene.settled()
    assert "is back" not in str((await opens(dana, room))["blocks"])
