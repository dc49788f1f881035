"""Quoting: a message from its menu to the timeline."""

QUOTE = "incidents.quote"


async def test_a_message_of_the_room_is_put_on_its_timeline(scene, room, dana, sam):
    await scene.slack.post("join", user=sam.id, channel=room)
    await sam.types(room, "the CDN answers *500* since 14:02")
    await scene.forward(minutes=10)
    message = await dana.sees(room, "the CDN answers")
    await dana.types(room, "/incident note ten minutes later")
    await dana.uses_on(room, message, QUOTE)
    await scene.settled()
    told = await dana.sees(room, "The message is on the timeline of INC-1")
    assert told.ephemeral
    await dana.types(room, "/incident timeline")
    wrote = "@sam wrote this message: the CDN answers *500* since 14:02"
    assert dana.told.index(wrote) < dana.told.index("ten minutes later")

    await sam.uses_on(room, message, QUOTE)
    await scene.settled()
    again = await sam.sees(room, "That message is on the timeline of INC-1 already.")
    assert again.ephemeral
    await dana.types(room, "/incident timeline")
    assert dana.told.count(wrote) == 1


async def test_what_was_put_there_is_struck_through_and_can_come_back(
    scene, room, dana
):
    await dana.types(room, "just thinking aloud")
    message = await dana.sees(room, "just thinking aloud")
    await dana.uses_on(room, message, QUOTE)
    await scene.settled()
    told = await dana.sees(room, "The message is on the timeline of INC-1")
    await dana.presses("Strike through", channel=room, message=told)
    await scene.settled()
    await dana.types(room, "/incident timeline")
    assert "just thinking aloud (struck through)" in dana.told
    await dana.uses_on(room, message, QUOTE)
    await scene.settled()
    await dana.types(room, "/incident timeline")
    assert dana.told.count("just thinking aloud") == 2


async def test_elsewhere_it_is_asked_which_is_meant(scene, room, dana):
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, QUOTE)
    await dana.modal("Which incident is it about?")
    (id_,) = [incident["id"] for incident in await listed(scene)]
    await dana.submits(incident=id_)
    await scene.settled()
    await dana.types(room, "/incident timeline")
    assert "wrote this message: " in dana.told


async def test_without_an_open_one_the_next_step_is_said(scene, dana):
    message = (await dana.reads("#payments"))[-1]
    await dana.uses_on("#payments", message, QUOTE)
    form = await dana.modal("No incident is open.")
    assert not form.get("submit")


async def test_a_private_one_is_offered_to_its_people_only(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 the books, private")
    await scene.settled()
    message = (await sam.reads("#payments"))[-1]
    await sam.uses_on("#payments", message, QUOTE)
    await sam.modal("No incident is open.")
    await sam.closes()
    await dana.uses_on("#payments", message, QUOTE)
    form = await dana.modal("Which incident is it about?")
    assert "the books" in str(form)


async def test_a_guest_puts_nothing_there(scene, room, dana):
    gus = scene.person("gus")
    await scene.slack.post("invite", user=dana.id, channel=room, users=[gus.id])
    await gus.types(room, "let me in")
    message = await gus.sees(room, "let me in")
    await gus.uses_on(room, message, QUOTE)
    await scene.settled()
    await gus.sees(room, "Only members of the workspace can do that, guests can't.")
    await dana.types(room, "/incident timeline")
    assert "let me in" not in dana.told


async def listed(scene):
    (known,) = scene.bot.installations.every()
    whose = {"workspace": known.id, "actor": "clock"}
    async with scene.bot.transactions.look(**whose) as work:
        connection = await work.session.connection()
        rows = await connection.exec_driver_sql("SELECT id FROM incidents")
        return list(rows.mappings())
