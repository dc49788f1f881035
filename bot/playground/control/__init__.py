"""The control API: act as a person, look as a person, and bend the world for tests.

JSON in and out. What a client would refuse is HTTP 409 `{"error": sentence}`, with
`fields` by block_id where a form misses something; a body that lacks something is 400.

Read (GET /control/…): `state?as=U`, `channels/C?as=U[&thread=ts]`, `home?as=U`,
`canvases/F?as=U`, `files/F?as=U` (its bytes),
`clock[?seen=offset]`, `calls[?since=n]`, `deliveries[?since=n]`, `violations`,
`paused?wait=s`, `live?as=U` (server-sent events).

Act with the app (POST): `command {user, channel, text}`, `message {user, channel,
text, thread_ts?}`, `click {user, channel, ts, action_id, block_id?, value?, stale?}`,
`act {user, view, action_id, block_id?, value?}`, `upload {user, view, action_id,
block_id?, name, held, mimetype?}` (a file for a field of a form, as base64; answers
with the `file`), `submit {user, view, values}`,
`close {user, view, values?, cleared?}`, `shortcut {user, callback_id}`,
`message_shortcut {user, channel, ts, callback_id}`, `suggest {user, view |
channel+ts, action_id, block_id?, value}`, `home {user}`, `probe {user}`. Each answers
with `delivered {status, body, ms, timeout, error}` and the `view` on top; `repeat: n`
delivers the same payload n times at once. `values` are plain ones by block_id, null for
an emptied field, ids for people, places and uploaded files; `cleared` closes all forms.
`probe` sends what reaches a request URL besides work, forgeries included, and answers
with the `probes`.

Act without the app (POST, each with `user` and `channel`): `react|unreact {ts, name}`,
`join`, `leave`, `invite {users}`, `kick {who}`, `rename {name}`, `topic {topic}`,
`archive`, `unarchive`, `delete_channel`, `delete|pin|unpin|dismiss {ts}`, `edit {ts,
text}`, `share {name, held, mimetype?, text?, thread_ts?}` (a file, as base64), `canvas
{markdown, canvas?, title?}`, `delete_canvas {canvas}`, `read`.

Bend (POST): `clock {advance}`, `clock {to: "next"}` (to what is due next), `clock
{due}` (by which the app says when that is: Unix seconds or null), `clock {still}`
(whether it moves by pushes only), `faults [{method,
kind, times, after, …}]`, `storm {seed, rate, kinds, seconds?}`, `resume`, `latency
{ms}`, `skew {seconds}`, `limits {on}`, `app {request_url, scopes, dead, enterprise,
…}`, `plan {free}`, `blocks {lacking: [type, …]}` (which a workspace does not show
yet), `uninstall`, `person {id, …}`, `sockets {do:
cut|mute|unmute|warning|refresh_requested|link_disabled}`, `events {off, lose,
lose_every, double, again, hold, release, send, raw}`, `reset`.

Forget (DELETE): `faults`, `calls`, `deliveries`, `violations`.

Channels may be given by id or by name, people by id.
"""

from bot.playground.control.routes import routes

__all__ = ["routes"]
