/**
 * Menus that a button opens: arrow keys move, Enter chooses, Escape goes back.
 * @module
 */

import { h, icon } from "./dom.js";
import { float } from "./floating.js";

/**
 * @typedef {object} Item
 * @property {string} label what is read out
 * @property {string} [icon]
 * @property {Node|Node[]} [shown] instead of the label
 * @property {string} [note] a second line
 * @property {boolean} [checked] makes it a choice of one
 * @property {() => void} choose
 */

let open = null;

/**
 * Let a button open a menu.
 * @param {HTMLButtonElement} button
 * @param {string} name what the menu is
 * @param {() => Item[]} items asked for each time
 * @param {{align?: "start"|"end", grid?: boolean}} [how]
 * @returns {HTMLButtonElement} the button
 */
export function menu(button, name, items, how = {}) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (open?.button === button) close();
    else show(button, name, items(), how);
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    show(button, name, items(), how);
  });
  return button;
}

function show(button, name, items, how) {
  close();
  const panel = h(
    "div",
    {
      class: how.grid ? "menu menu-grid" : "menu",
      role: "menu",
      "aria-label": name,
      popover: "manual",
      on: { keydown: (event) => keys(event, panel), focusout: (event) => leave(event, panel) },
    },
    items.map(entry),
  );
  button.after(panel);
  button.setAttribute("aria-expanded", "true");
  open = { button, panel, stop: float(button, panel, how) };
  const start = panel.querySelector('[aria-checked="true"]') ?? panel.firstElementChild;
  start?.focus();
}

function entry(item) {
  const choice = item.checked !== undefined;
  return h(
    "button",
    {
      class: "menu-item",
      type: "button",
      role: choice ? "menuitemradio" : "menuitem",
      "aria-checked": choice ? String(item.checked) : null,
      "aria-label": item.shown ? item.label : null,
      on: { click: () => chosen(item) },
    },
    item.icon && icon(item.icon),
    item.shown ?? h("span", { class: "menu-label" }, item.label),
    item.note && h("span", { class: "menu-note" }, item.note),
  );
}

function chosen(item) {
  close(true);
  item.choose();
}

/** Close the open menu, if any. */
export function close(back = false) {
  if (!open) return;
  const { button, panel, stop } = open;
  open = null;
  stop();
  button.setAttribute("aria-expanded", "false");
  panel.remove();
  if (back) button.focus();
}

function leave(event, panel) {
  const { relatedTarget } = event;
  if (open?.panel !== panel || panel.contains(relatedTarget)) return;
  if (relatedTarget !== open.button) close();
}

const MOVES = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function keys(event, panel) {
  const items = [...panel.querySelectorAll(".menu-item")];
  const index = items.indexOf(document.activeElement);
  const target = {
    Home: 0,
    End: items.length - 1,
    [event.key in MOVES ? event.key : ""]: index + MOVES[event.key],
  }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    close(true);
  }
  if (event.key !== "Tab" && (target !== undefined || event.key === "Escape")) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (target !== undefined) items.at(target % items.length)?.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (!open) return;
  if (!open.panel.contains(event.target) && !open.button.contains(event.target)) close();
});
