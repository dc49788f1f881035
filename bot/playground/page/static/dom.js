/**
 * Elements from values. Text always enters as text: nothing here reads markup.
 * @module
 */

let made = 0;

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [given] attributes; `on` holds listeners, `data` the
 *   dataset, `hidden`, `disabled`, `checked`, `value` are set as properties; null,
 *   undefined and false leave an attribute out.
 * @param {...(Node|string|null|undefined|false|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, data = {}, ...attributes } = given;
  for (const [name, listener] of Object.entries(on)) {
    element.addEventListener(name, listener);
  }
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(attributes)) {
    set(element, name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

const PROPERTIES = new Set(["hidden", "disabled", "checked", "value", "required"]);

function set(element, name, value) {
  if (PROPERTIES.has(name)) {
    element[name] = value ?? "";
  } else if (value !== null && value !== undefined && value !== false) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Make one of the icons of the shell's sprite.
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Find an element of the shell.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const at = (id) => document.getElementById(id);

/**
 * Make an id that no other element of this page has.
 * @param {string} stem
 * @returns {string}
 */
export function fresh(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/**
 * Bring a list of rows up to date, leaving rows that did not change alone, so that
 * focus, typed text and open menus in them stay.
 * @template T
 * @param {HTMLElement} box
 * @param {T[]} items
 * @param {(item: T) => string} key unique in the box
 * @param {(item: T) => HTMLElement} make
 * @param {(item: T) => string} [print] what a row shows; the same print, the same row
 */
export function rows(box, items, key, make, print = JSON.stringify) {
  const had = new Map([...box.children].map((row) => [row.dataset.key, row]));
  const focus = remember(box);
  const wanted = items.map((item) => {
    const id = key(item);
    const shows = print(item);
    const old = had.get(id);
    if (old && old.dataset.print === shows) return old;
    const row = make(item);
    row.dataset.key = id;
    row.dataset.print = shows;
    return row;
  });
  settle(box, wanted);
  focus();
}

/** Put exactly these rows into the box, moving as few as needed. */
function settle(box, wanted) {
  const keep = new Set(wanted);
  [...box.children].filter((row) => !keep.has(row)).forEach((row) => row.remove());
  wanted.forEach((row, index) => {
    if (box.children[index] !== row) box.insertBefore(row, box.children[index] ?? null);
  });
}

/**
 * Remember where the focus is inside a box that is about to be rebuilt.
 * @param {HTMLElement} box
 * @param {HTMLElement} [otherwise] takes the focus where nothing in the box can
 * @returns {() => void} puts the focus back on the same control, else on its row, else
 *   on what stands nearest
 */
export function remember(box, otherwise = box) {
  const focused = document.activeElement;
  if (!focused || !box.contains(focused)) return () => {};
  const from = focused.closest(".menu")?.previousElementSibling ?? focused;
  const { focus, like } = from.dataset;
  const row = from.closest("[data-key]");
  const index = row ? [...row.parentElement.children].indexOf(row) : -1;
  return () => {
    if (box.contains(document.activeElement)) return;
    const again = keyed(box).find(({ dataset }) => dataset.key === row?.dataset.key);
    const inside = again ?? box;
    const control = named(inside, "focus", focus) ?? named(inside, "like", like);
    const wanted = [control, again, ...nearest(box, index), otherwise];
    wanted.some(takesFocus);
  };
}

/** Remember where the focus is, before a dialog takes it; the browser remembers it too. */
export function rememberPlace() {
  const box = document.activeElement.closest("section[id]");
  const back = box ? remember(box) : () => {};
  return () => {
    back();
    if (document.activeElement === document.body) toComposer();
  };
}

/** Give the focus to the message box, else to the name of the place. */
export const toComposer = () => [at("composer-text"), at("channel-name")].some(takesFocus);

const keyed = (box) => [...box.querySelectorAll("[data-key]")];

const named = (box, kind, name) =>
  [...box.querySelectorAll(`[data-${kind}]`)].find(({ dataset }) => dataset[kind] === name);

/** The rows from this index on, then those before it, each with its first control. */
function nearest(box, index) {
  if (index < 0) return [];
  const all = keyed(box);
  return [...all.slice(index), ...all.slice(0, index).reverse()]
    .flatMap((row) => [row, row.querySelector("[data-focus]")]);
}

function takesFocus(element) {
  element?.focus({ preventScroll: true });
  return Boolean(element) && document.activeElement === element;
}
