"""Rule 51, of files: announced, sent once and as long as announced, completed once."""

import pytest

from tests.conformance.caller import seen

HELD = b"# PM-1\n"
LENGTH = len(HELD)


async def announced(api, length=LENGTH, name="pm-1.md"):
    said = {"filename": name, "length": length}
    return await api.fine("files.getUploadURLExternal", **said)


async def sent(api, held=HELD, **more):
    """Announce a file and send it; give its id and the answer's status."""
    told = await announced(api, **more)
    async with api.session.post(told["upload_url"], data=held) as answer:
        return told["file_id"], answer.status


async def direct(api):
    opened = await api.fine("conversations.open", users="U0DANA")
    return opened["channel"]["id"]


async def completed(api, file, channel, **more):
    files = [{"id": file, "title": "PM-1"}]
    shared = {"files": files, "channel_id": channel, **more}
    return await api("files.completeUploadExternal", **shared)


async def test_rule_51_a_file_is_announced_sent_and_shared(slack, api):
    file, status = await sent(api)
    assert status == 200
    channel = await direct(api)
    done = await completed(api, file, channel, initial_comment="here")
    assert done["files"] == [{"id": file, "title": "PM-1"}]
    message = (await seen(slack, channel))[-1]
    assert (message["text"], message["files"]) == ("here", ["pm-1.md"])
    told = (await api.fine("files.info", file=file))["file"]
    assert (told["title"], told["size"]) == ("PM-1", len(HELD))
    listed = (await api.fine("files.list", user="U0LONGWATCH"))["files"]
    assert [one["id"] for one in listed] == [file]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"length": 0, "filename": "a"}, "missing_argument"),
        ({"length": 1, "filename": ""}, "missing_argument"),
        ({"length": 2**30 + 1, "filename": "a"}, "file_upload_size_restricted"),
    ],
    ids=str,
)
async def test_rule_51_a_file_is_announced_with_its_name_and_length(api, said, error):
    assert await api.refused("files.getUploadURLExternal", **said) == error


@pytest.mark.parametrize("length", [LENGTH - 1, LENGTH + 1])
async def test_rule_51_a_file_is_as_long_as_it_was_announced(slack, api, length):
    file, status = await sent(api, length=length)
    assert status == 404
    channel = await direct(api)
    assert (await completed(api, file, channel))["error"] == "file_not_found"
    assert await slack.violations()


async def test_rule_51_a_file_is_sent_once(slack, api):
    told = await announced(api)
    for status in (200, 404):
        async with api.session.post(told["upload_url"], data=HELD) as answer:
            assert answer.status == status
    assert len(await slack.violations()) == 1


async def test_rule_51_a_file_is_completed_once(slack, api):
    file, _ = await sent(api)
    channel = await direct(api)
    assert (await completed(api, file, channel))["ok"]
    assert (await completed(api, file, channel))["error"] == "file_not_found"
    told = await announced(api)
    early = await completed(api, told["file_id"], channel)
    assert early["error"] == "file_not_found", "nothing was sent yet"
    assert len(await seen(slack, channel)) == 1


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("U0DANA", "channel_not_found"),
        ("C0OPS", "not_in_channel"),
    ],
)
async def test_rule_51_a_file_is_shared_where_the_app_is(api, channel, error):
    file, _ = await sent(api)
    assert (await completed(api, file, channel))["error"] == error


async def test_rule_51_nothing_is_shared_in_an_archived_channel(api):
    channel = await api.channel("inc-1")
    await api.fine("conversations.archive", channel=channel)
    file, _ = await sent(api)
    shared = await completed(api, file, channel)
    assert shared["error"] == "posting_to_channel_denied"


@pytest.mark.parametrize(
    ("kind", "status"), [("status_503", 503), ("ratelimited", 429), ("slow", 200)]
)
async def test_rule_54_the_bytes_meet_faults_too(slack, api, kind, status):
    await slack.fault("files.upload", kind, seconds=0.01)
    _, answered = await sent(api)
    assert answered == status
    [call] = await slack.calls("files.upload")
    assert (call["fault"], call["status"]) == (kind, status)
