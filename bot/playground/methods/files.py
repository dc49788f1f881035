"""`files.*`: what there is of files and canvases, and the three steps of an upload."""

import mimetypes
from typing import Any

from bot.playground import access, docs, talk
from bot.playground.call import Call, Invalid, NoChannel, Refused
from bot.playground.things import Channel, File, Message, Upload

Json = dict[str, Any]

LARGEST = 2**30
"""Bytes of one file."""

PAGE = 100
"""How many files one page holds."""


def announce(call: Call) -> Json:
    """Say that a file will be sent, and how many bytes; give where to."""
    length = _number(call, "length", 0)
    if not call.text("filename") or length <= 0:
        raise Refused("missing_argument")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    id_ = call.world.next_id("F")
    name = call.text("filename")
    call.world.uploads[id_] = Upload(id=id_, name=name, length=length)
    return {"upload_url": f"{call.world.address}/upload/v1/{id_}", "file_id": id_}


def _number(call: Call, name: str, default: int) -> int:
    try:
        return call.number(name, default)
    except Refused:
        raise Invalid(f"[ERROR] must be a number [json-pointer:/{name}]") from None


def complete(call: Call) -> Json:
    """Share files that were sent, once; where, and with which words."""
    listed = call.structure("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise Invalid("[ERROR] must name a file [json-pointer:/files]")
    place = _place(call)
    sent = [(_sent(call, one), one) for one in listed]
    made = [_kept(call, upload, one, place) for upload, one in sent]
    if place is not None:
        _say(call, place, made)
    return {"files": [{"id": file.id, "title": file.title} for file in made]}


def _place(call: Call) -> Channel | None:
    if not call.text("channel_id"):
        return None
    try:
        return call.member_channel("channel_id")
    except NoChannel:
        raise
    except Refused as refused:
        archived = refused.code == "is_archived"
        raise Refused("posting_to_channel_denied" if archived else refused.code) from (
            refused
        )


def _sent(call: Call, one: object) -> Upload:
    found = (
        call.world.uploads.get(str(one.get("id"))) if isinstance(one, dict) else None
    )
    if found is None or found.held is None:
        raise Refused("file_not_found")
    return found


def _kept(call: Call, upload: Upload, one: Json, place: Channel | None) -> File:
    del call.world.uploads[upload.id]
    kind, _ = mimetypes.guess_type(upload.name)
    file = File(
        id=upload.id,
        channel=place.id if place else "",
        user=call.bot,
        name=upload.name,
        title=str(one.get("title") or ""),
        mimetype=kind or "application/octet-stream",
        held=upload.held or b"",
        created=int(call.world.clock.now()),
    )
    call.world.files[file.id] = file
    return file


def _say(call: Call, place: Channel, files: list[File]) -> None:
    """Post the message that shares the files."""
    app, world = call.app, call.world
    shared = [file.payload(world.address) for file in files]
    message = Message(
        ts=world.ts(),
        channel=place.id,
        user=call.bot,
        text=call.text("initial_comment"),
        subtype="file_share",
        bot_id=app.bot_id,
        app_id=app.id,
        thread_ts=call.text("thread_ts") or None,
        extra={"files": shared, "upload": True},
    )
    talk.say(world, place, message)


def info(call: Call) -> Json:
    """Describe a file, or a canvas, that the app may see."""
    id_, world = call.text("file"), call.world
    canvas, file = world.canvases.get(id_), world.files.get(id_)
    if canvas is not None and docs.access(world, canvas, call.bot):
        return {"file": canvas.payload(world.address, world.team.id)}
    if file is None or not access.may_read(world, file, call.bot):
        raise Refused("file_not_found")
    return {"file": file.payload(world.address)}


def listed(call: Call) -> Json:
    """List files and canvases that the app may see, the newest first."""
    world, user = call.world, call.text("user")
    if user and user not in world.people:
        raise Refused("user_not_found")
    seen = (f for f in world.files.values() if access.may_read(world, f, call.bot))
    told = [file.payload(world.address) for file in seen]
    told += [
        canvas.payload(world.address, world.team.id)
        for canvas in world.canvases.values()
        if docs.access(world, canvas, call.bot)
    ]
    since = _number(call, "ts_from", 0)
    wanted = [f for f in told if f["created"] >= since and user in {"", f["user"]}]
    wanted.sort(key=lambda file: int(file["created"]), reverse=True)
    page, count = _number(call, "page", 1), _number(call, "count", PAGE)
    count = min(max(1, count), PAGE)
    start = (max(1, page) - 1) * count
    pages = -(-len(wanted) // count)
    paging = {"count": count, "total": len(wanted), "page": page, "pages": pages}
    return {"files": wanted[start : start + count], "paging": paging}


METHODS = {
    "files.getUploadURLExternal": announce,
    "files.completeUploadExternal": complete,
    "files.info": info,
    "files.list": listed,
}
