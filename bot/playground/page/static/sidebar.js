/**
 * The left side: whom one acts as, the channels, the direct messages, the app.
 * @module
 */

import { avatar } from "./avatar.js";
import { now, time } from "./dates.js";
import { nameOf, person, placeName } from "./directory.js";
import { at, h, icon, rows } from "./dom.js";
import { menu } from "./menu.js";
import { actAs, appName, mayAct, open, session } from "./session.js";

/** Show the left side of this session. */
export function showSidebar({ state, as, channel, reachable }) {
  showPerson(as);
  const seen = state.channels.map((each) => (each.id === channel ? { ...each, unread: 0 } : each));
  const listed = seen.filter((each) => !each.is_im);
  const directs = seen.filter((each) => each.is_im);
  const shownIn = (box, places) =>
    rows(box, places, ({ id }) => id, place, (each) =>
      JSON.stringify([each.name, each.unread, each.is_archived, each.is_private,
        each.is_member, each.id === channel, as]));
  shownIn(at("channels"), listed.sort(order));
  shownIn(at("directs"), directs);
  at("directs-title").hidden = !directs.length;
  const unread = seen.filter((each) => each.unread).length;
  at("drawer-unread").hidden = !unread;
  showApp(state, reachable);
}

/** Joined first, then others, archived last; by name. */
const order = (one, other) =>
  Number(one.is_archived) - Number(other.is_archived) ||
  Number(other.is_member) - Number(one.is_member) ||
  one.name.localeCompare(other.name);

function showPerson(as) {
  const who = person(as);
  const box = at("person");
  const print = `${as} ${time(now(), who.tz)}`;
  if (box.dataset.print === print) return;
  const open = box.querySelector('[aria-expanded="true"]');
  if (open) return;
  const focused = box.contains(document.activeElement);
  box.dataset.print = print;
  box.replaceChildren(switcher(who));
  if (focused) box.querySelector("button").focus();
}

function switcher(who) {
  const button = h(
    "button",
    { class: "person", type: "button",
      "aria-label": `You act as ${nameOf(who.id)}; act as somebody else` },
    avatar(who.id, "large"),
    h("span", { class: "person-text" },
      h("span", { class: "person-name" }, nameOf(who.id)),
      h("span", { class: "person-note" }, `${time(now(), who.tz)} · ${town(who.tz)}`)),
    icon("down"),
  );
  return menu(button, "Act as", choices);
}

const town = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

const choices = () =>
  session.state.people
    .filter(mayAct)
    .map((each) => ({
      label: `${nameOf(each.id)}, ${each.title || "member"}, ${time(now(), each.tz)}`,
      checked: each.id === session.as,
      shown: [
        avatar(each.id),
        h("span", { class: "person-text" },
          h("span", { class: "person-name" }, nameOf(each.id)),
          h("span", { class: "person-note" }, each.title || "Member")),
        h("span", { class: "person-time" }, time(now(), each.tz)),
      ],
      choose: () => actAs(each.id),
    }));

const signOf = (each) => {
  if (each.is_im) return avatar(each.user ?? each.id, "small");
  if (each.is_archived) return icon("box");
  return icon(each.is_private ? "lock" : "hash");
};

const remarks = (each) => [
  each.is_private && !each.is_im && "private",
  each.is_archived && "archived",
  !each.is_im && !each.is_member && "not joined",
  each.unread && `${each.unread} unread`,
].filter(Boolean).join(", ");

function place(each) {
  const here = each.id === session.channel;
  const dim = each.is_archived || (!each.is_im && !each.is_member);
  return h("li", {},
    h(
      "button",
      {
        class: `place ${each.unread ? "is-unread" : ""} ${dim ? "is-dim" : ""}`,
        type: "button",
        "aria-current": here ? "page" : null,
        data: { focus: "place" },
        on: { click: () => open(each.id) },
      },
      signOf(each),
      h("span", { class: "place-name", title: placeName(each) },
        each.is_im ? placeName(each) : each.name),
      remarks(each) && h("span", { class: "unseen" }, `, ${remarks(each)}`),
      Boolean(each.unread) &&
        h("span", { class: "unread", "aria-hidden": "true" }, String(each.unread)),
    ));
}

function showApp({ bot, app }, reachable) {
  const box = at("app-state");
  const sentence = reachable ? connection(bot, app) : "The playground does not answer";
  if (box.textContent === sentence) return;
  box.classList.toggle("is-down", !reachable || !bot.up);
  box.replaceChildren(h("span", { class: "lamp", "aria-hidden": "true" }), sentence);
}

function connection(bot, app) {
  if (!bot.up) return `${appName()} is not connected`;
  return `${appName()} is connected ${app.socket_mode ? "by Socket Mode" : "by HTTP"}`;
}
