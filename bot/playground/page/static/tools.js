/**
 * What can be done with a message: react, reply, and the app's message shortcuts.
 * @module
 */

import { h, icon } from "./dom.js";
import { edit } from "./editing.js";
import { menu } from "./menu.js";
import { reactButton } from "./reactions.js";
import { appName, deed, open, say, session } from "./session.js";

/**
 * Show the tools of a message.
 * @param {object} message
 * @param {{inThread: boolean}} place
 */
export function tools(message, place) {
  if (message.notice) return null;
  if (message.ephemeral) return dismissal(message);
  return h("div", { class: "message-tools", role: "group", "aria-label": "Message" },
    reactButton(message),
    !place.inThread && replyButton(message),
    moreButton(message, place));
}

/** The one thing to do with a message that nobody else sees. */
function dismissal(message) {
  const dismiss = () => deed("dismiss", { channel: session.channel, ts: message.ts });
  return h("div", { class: "message-tools", role: "group", "aria-label": "Message" },
    h("button", { class: "tool", type: "button", title: "Dismiss", "aria-label": "Dismiss",
      data: { focus: "dismiss" }, on: { click: dismiss } }, icon("close")));
}

const reply = (message) => open(session.channel, message.thread_ts ?? message.ts);

const replyButton = (message) =>
  h("button", { class: "tool", type: "button", title: "Reply in a thread",
    "aria-label": "Reply in a thread", data: { focus: "reply" },
    on: { click: () => reply(message) } }, icon("reply"));

function moreButton(message, place) {
  const button = h("button", { class: "tool", type: "button", title: "More",
    "aria-label": "More for this message", data: { focus: "more" } }, icon("more"));
  return menu(button, "For this message", () => items(message, place), { align: "end" });
}

const items = (message, place) => [
  ...shortcuts().map((shortcut) => ({
    icon: "bolt",
    label: shortcut.name,
    note: appName(),
    choose: () => run(message, shortcut),
  })),
  ...(place.inThread
    ? []
    : [{ icon: "reply", label: "Reply in a thread", choose: () => reply(message) }]),
  { icon: "link", label: "Copy link", choose: () => copy(message) },
  message.pinned
    ? plainly("pin", "Remove the pin", "unpin", message)
    : plainly("pin", "Pin to this channel", "pin", message),
  ...(message.user === session.as
    ? [
        { icon: "reply", label: "Edit", choose: () => edit(message) },
        plainly("close", "Delete", "delete", message),
      ]
    : []),
];

const plainly = (sign, label, name, { ts }) => ({
  icon: sign,
  label,
  choose: () => deed(name, { channel: session.channel, ts }),
});

const shortcuts = () =>
  (session.state.shortcuts ?? []).filter(({ type }) => type === "message");

const run = (message, shortcut) =>
  deed("message_shortcut", {
    channel: session.channel,
    ts: message.ts,
    callback_id: shortcut.callback_id,
  });

async function copy(message) {
  const path = `/archives/${session.channel}/p${message.ts.replace(".", "")}`;
  await navigator.clipboard?.writeText(location.origin + path);
  say("The link is copied.");
}
