/**
 * The smallest things in text: mentions, links and dates.
 * @module
 */

import { fill, full } from "./dates.js";
import * as directory from "./directory.js";
import { h } from "./dom.js";

const SAFE = /^(?:https?|mailto|tel|slack):/i;
const LAST = 8.64e12;
const DOCUMENT = /\/docs\/\w+\/(F\w+)$/;
const PERMALINK = /\/archives\/([CDG]\w+)(?:\/p(\d{10})(\d{6}))?(?:\?.*thread_ts=([\d.]+))?/;

/**
 * Ask the page to open a place; the page listens for `go` on the document.
 * @param {HTMLElement} from
 * @param {{channel?: string, ts?: string, thread?: string, canvas?: string}} place
 */
export const go = (from, place) =>
  from.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: place }));

/** Show a link; one into this workspace opens here, an unsafe one is only text. */
export function link(url, label) {
  if (!SAFE.test(url)) return label;
  const inside = url.match(PERMALINK);
  const page = url.match(DOCUMENT);
  const element = h(
    "a",
    { href: url, rel: "noopener noreferrer", target: inside || page ? null : "_blank" },
    label,
  );
  if (page) element.addEventListener("click", (event) => turn(event, page));
  if (inside) element.addEventListener("click", (event) => follow(event, inside));
  return element;
}

function turn(event, [, canvas]) {
  event.preventDefault();
  go(event.currentTarget, { canvas });
}

function follow(event, [, channel, seconds, micros, thread]) {
  event.preventDefault();
  const ts = seconds ? `${seconds}.${micros}` : undefined;
  go(event.currentTarget, { channel, ts, thread });
}

/** Show a mention of a person. */
export function userMention(id) {
  const own = id === directory.me();
  return h(
    "span",
    { class: own ? "mention mention-me" : "mention" },
    `@${directory.calledOf(id)}`,
  );
}

/** Show a mention of a channel; one that the reader sees can be opened. */
export function channelMention(id, name) {
  const found = directory.channel(id);
  if (!found) return h("span", { class: "mention" }, name ? `#${name}` : "#private");
  return h(
    "button",
    {
      class: "mention mention-place",
      type: "button",
      on: { click: (event) => go(event.currentTarget, { channel: id }) },
    },
    directory.placeName(found),
  );
}

/** Show a mention of everyone here, of a channel, or of a group. */
export const broadcast = (range) =>
  h("span", { class: "mention mention-me" }, `@${range.replace(/^@/, "")}`);

/** Show a moment by a format, in the reader's zone, with the full date as its title. */
export function dateLeaf(seconds, format, otherwise, url) {
  if (!(Math.abs(seconds) < LAST)) return otherwise;
  const element = h(
    "time",
    { datetime: new Date(seconds * 1000).toISOString(), title: full(seconds) },
    fill(seconds, format),
  );
  return url ? link(url, element) : element;
}
