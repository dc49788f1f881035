/**
 * Reactions below a message: who reacted, and a press to join or leave.
 * @module
 */

import { me, nameOf } from "./directory.js";
import { h, icon } from "./dom.js";
import { OFFERED, spoken } from "./emoji.js";
import { menu } from "./menu.js";
import { emoji } from "./mrkdwn.js";
import { deed, session } from "./session.js";

/**
 * Show a message's reactions, or nothing.
 * @param {{ts: string, reactions?: {name: string, users: string[]}[]}} message
 */
export function reactions(message) {
  const given = message.reactions ?? [];
  if (!given.length) return null;
  return h("div", { class: "reactions" }, given.map((each) => reaction(message, each)));
}

function reaction(message, { name, users }) {
  const mine = users.includes(me());
  const who = users.map(nameOf).join(", ");
  return h(
    "button",
    {
      class: "reaction",
      type: "button",
      "aria-pressed": String(mine),
      "aria-label": `${spoken(name)}, ${users.length}: ${who}`,
      title: `${who} reacted with :${name}:`,
      data: { focus: `reaction/${name}` },
      on: { click: () => react(message, name, mine) },
    },
    emoji(name),
    h("span", { class: "reaction-count" }, String(users.length)),
  );
}

const react = (message, name, mine) =>
  deed(mine ? "unreact" : "react", { channel: session.channel, ts: message.ts, name });

/** Return a button that offers emoji to react with. */
export function reactButton(message) {
  const mine = (name) =>
    (message.reactions ?? []).some((each) => each.name === name && each.users.includes(me()));
  const button = h("button", { class: "tool", type: "button", title: "React",
    "aria-label": "React", data: { focus: "react" } }, icon("smile"));
  const items = () =>
    OFFERED.map((name) => ({
      label: spoken(name),
      shown: emoji(name),
      choose: () => react(message, name, mine(name)),
    }));
  return menu(button, "React with", items, { align: "end", grid: true });
}
