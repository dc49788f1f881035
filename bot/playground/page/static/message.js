/**
 * One message, with everything around it.
 * @module
 */

import { avatar } from "./avatar.js";
import { showBlocks } from "./blocks.js";
import * as dates from "./dates.js";
import { fresh, h, icon } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { reactions } from "./reactions.js";
import { open, session } from "./session.js";
import { messageSurface } from "./surfaces.js";
import { tools } from "./tools.js";

const QUIET = /^(?:channel_|group_|pinned_item|unpinned_item|bot_add|bot_remove|reminder)/;

/** Tell whether Slack itself wrote the line. */
export const isSystem = (message) => QUIET.test(message.subtype ?? "");

/** Return the name of a message's author. */
export const nameOf = ({ author }) => author.real_name ?? author.name;

/** Return the moment of a message, in Unix seconds. */
export const moment = (message) => Number(message.ts);

/**
 * Show a message.
 * @param {object} message as the control API tells it
 * @param {{follows: boolean, inThread: boolean}} place `follows`: by the same person
 *   as the one above, shortly after
 * @returns {HTMLElement}
 */
export function showMessage(message, place) {
  const head = fresh("message");
  const make = isSystem(message) ? systemLine : spoken;
  return h(
    "article",
    {
      class: `message ${style(message, place)}`,
      tabindex: "-1",
      "aria-labelledby": head,
      data: { ts: message.ts, focus: `message/${message.ts}` },
    },
    make(message, place, head),
  );
}

function style(message, { follows }) {
  return [
    follows && "is-following",
    message.ephemeral && "is-ephemeral",
    message.pinned && "is-pinned",
    isSystem(message) && "is-system",
  ].filter(Boolean).join(" ");
}

const systemLine = (message, _, head) => [
  stamp(message),
  h("div", { class: "system-line", id: head },
    h("strong", {}, nameOf(message)), " ", mrkdwn(sentence(message))),
];

/** The line without the name it may begin with. */
const sentence = ({ text, user }) =>
  text.startsWith(`<@${user}> `) ? text.slice(user.length + 4) : text;

const spoken = (message, place, head) => [
  place.follows ? stamp(message) : picture(message),
  h("div", { class: "message-main" },
    notes(message),
    heading(message, place, head),
    body(message),
    reactions(message),
    !place.inThread && thread(message)),
  tools(message, place),
];

const picture = (message) =>
  message.notice
    ? h("span", { class: "avatar avatar-system", "aria-hidden": "true" }, icon("alert"))
    : avatar(message.user);

function heading(message, { follows }, head) {
  const { author } = message;
  return h("header", { class: follows ? "message-head unseen" : "message-head", id: head },
    h("span", { class: "author" }, nameOf(message)),
    author.is_bot && h("span", { class: "app-tag" }, message.notice ? "System" : "App"),
    !follows && stamp(message));
}

const stamp = (message) =>
  h("time", { class: "stamp", datetime: new Date(moment(message) * 1000).toISOString(),
    title: dates.full(moment(message)) }, dates.time(moment(message)));

const notes = (message) => [
  message.ephemeral &&
    h("p", { class: "message-note" }, icon("eye"), "Only visible to you"),
  message.pinned && h("p", { class: "message-note" }, icon("pin"), "Pinned"),
];

function body(message) {
  if (message.notice) return h("div", { class: "message-body" }, message.text);
  return h("div", { class: "message-body" },
    built(message)
      ? showBlocks(message.blocks, messageSurface(message))
      : mrkdwn(message.text ?? ""),
    (message.files ?? []).map((name, index) => file(name, message.file_ids[index])),
    message.edited && h("span", { class: "edited" }, "(edited)"));
}

/** A file that was shared, to be kept by whoever reads of it. */
const file = (name, id) =>
  h("p", { class: "message-note" }, icon("box"),
    h("a", { href: `/control/files/${id}?${new URLSearchParams({ as: session.as })}`, download: name,
      data: { focus: `file/${id}` } }, name));

/** Tell whether an app built the message; what people type is marked up as they type. */
const built = ({ author, blocks }) => author.is_bot && blocks?.length > 0;

function thread(message) {
  const { count, latest: last, users = [] } = message.thread ?? {};
  if (!count) return null;
  return h(
    "button",
    { class: "thread-link", type: "button", data: { focus: `thread/${message.ts}` },
      on: { click: () => open(session.channel, message.ts) } },
    users.slice(0, 3).map((id) => avatar(id, "small")),
    h("span", { class: "thread-count" }, count === 1 ? "1 reply" : `${count} replies`),
    last && h("span", { class: "thread-last" }, `Last ${dates.short(Number(last))}`),
  );
}
