/**
 * The head of the open place: its name, topic, people and bookmarks.
 * @module
 */

import { avatar } from "./avatar.js";
import { nameOf, person, placeName } from "./directory.js";
import { at, h, icon, remember } from "./dom.js";
import { canvasTabs } from "./canvas.js";
import { tabs } from "./home.js";
import { link } from "./leaves.js";
import { menu } from "./menu.js";
import { inline } from "./mrkdwn.js";
import { deed, session } from "./session.js";

let shown = "";

/** Show the head of this place. */
export function showHeader(place, as) {
  const print = JSON.stringify([place, as, session.canvas, session.state.team.free, (place.members ?? []).map(nameOf)]);
  if (print === shown) return;
  shown = print;
  const focus = remember(at("channel-head"), at("channel-name"));
  document.title = `${placeName(place)} · Longwatch playground`;
  at("channel-name").replaceChildren(
    place.is_im ? avatar(place.user ?? place.id, "small") : icon(place.is_private ? "lock" : "hash"),
    h("span", { class: "channel-word" }, place.is_im ? placeName(place) : place.name),
    place.is_private && !place.is_im ? h("span", { class: "unseen" }, " (private)") : "",
  );
  at("channel-topic").replaceChildren(...topic(place));
  at("channel-facts").replaceChildren(...facts(place));
  showBookmarks(place.bookmarks ?? []);
  focus();
}

function topic(place) {
  if (place.is_im) return [person(place.user)?.title ?? ""];
  return inline(place.topic || place.purpose || "");
}

function facts(place) {
  if (place.is_im) return [tabs(place)].filter(Boolean);
  const count = place.num_members ?? place.members?.length ?? 0;
  return [
    canvasTabs(place),
    place.is_archived && h("span", { class: "fact" }, icon("box"), "Archived"),
    members(place, count),
    placeMenu(place),
  ].filter(Boolean);
}

function members(place, count) {
  const words = count === 1 ? "1 member" : `${count} members`;
  const button = h("button", { class: "fact fact-button", type: "button", "aria-label": words,
    title: words, data: { focus: "members" } }, icon("people"), String(count));
  if (!place.members?.length) return h("span", { class: "fact", title: words }, icon("people"), words);
  return menu(button, "Members", () =>
    place.members.map((id) => ({
      label: nameOf(id),
      shown: [avatar(id, "small"), h("span", { class: "menu-label" }, nameOf(id)),
        h("span", { class: "menu-note" }, person(id)?.is_bot ? "App" : (person(id)?.title ?? ""))],
      choose: () => {},
    })), { align: "end" });
}

function placeMenu(place) {
  const button = h("button", { class: "tool", type: "button", "aria-label": "Channel",
    data: { focus: "channel" } }, icon("more"));
  const body = { channel: place.id };
  const items = [
    place.is_member && { label: "Leave this channel", choose: () => deed("leave", body) },
    !place.is_member && !place.is_archived &&
      { label: "Join this channel", choose: () => deed("join", body) },
    place.is_member && !place.is_archived &&
      { label: "Archive this channel", choose: () => deed("archive", body) },
    place.is_member && place.is_archived &&
      { label: "Open this channel again", choose: () => deed("unarchive", body) },
    plan(),
  ].filter(Boolean);
  return items.length ? menu(button, "Channel", () => items, { align: "end" }) : null;
}

/** The plan of the workspace: on a free one Slack has no canvases for apps. */
const plan = () =>
  session.state.team.free
    ? { label: "Put the workspace on a paid plan", choose: () => deed("plan", { free: false }) }
    : { label: "Put the workspace on a free plan", note: "It has no canvases",
      choose: () => deed("plan", { free: true }) };

function showBookmarks(bookmarks) {
  const box = at("bookmarks");
  box.hidden = !bookmarks.length;
  box.replaceChildren(...bookmarks.map((each) =>
    h("li", {}, icon("bookmark"), bookmark(each))));
}

function bookmark({ link: url = "", title }) {
  const made = link(url, title);
  if (made.dataset) made.dataset.focus = `bookmark/${title}`;
  return made;
}
