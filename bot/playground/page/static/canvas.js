/**
 * Canvases: the tabs beside the messages of a channel, and what stands in them.
 * @module
 */

import * as dates from "./dates.js";
import { nameOf } from "./directory.js";
import { markdown } from "./document.js";
import { at, h, icon, remember } from "./dom.js";
import { openCanvas, session } from "./session.js";

/** Return the buttons that change between the messages and the canvases of a place. */
export function canvasTabs(place) {
  if (!place.canvases?.length) return null;
  const several = place.canvases.length > 1;
  return h("div", { class: "tabs", role: "group", "aria-label": "Tabs" },
    tab("Messages", ""),
    place.canvases.map(({ id, title }) => tab(several ? title : "Canvas", id, title)));
}

const tab = (label, id, title = null) =>
  h("button", { class: "tab", type: "button", title, "aria-pressed": String(session.canvas === id),
    data: { focus: `canvas/${id}` }, on: { click: () => openCanvas(id) } }, label);

/** Show the open canvas in place of the messages, if one is open. */
export function showCanvas() {
  const box = at("canvas");
  const { canvas, page } = session;
  box.hidden = !canvas;
  if (!canvas) return;
  at("messages").hidden = true;
  at("composer").hidden = true;
  const print = JSON.stringify(page);
  if (box.dataset.print === print) return;
  box.dataset.print = print;
  const focus = remember(box);
  box.replaceChildren(...(page ? whole(page) : []));
  focus();
}

const whole = (page) => [
  h("header", { class: "canvas-head" },
    h("h3", { class: "canvas-title" }, page.title),
    h("p", { class: "canvas-note" }, icon(page.access === "read" ? "lock" : "box"),
      `${ACCESS[page.access]} · by ${nameOf(page.creator)} · ${dates.full(page.updated)}`)),
  h("article", { class: "canvas-text", "aria-label": page.title }, markdown(page.markdown)),
];

const ACCESS = { read: "You can read it", write: "You can write in it", owner: "Yours" };
