/**
 * Interactive elements inside sections and actions: each press or choice goes to the
 * app at once.
 * @module
 */

import { confirmed } from "./confirm.js";
import { control, holds, initial } from "./controls.js";
import { h, icon } from "./dom.js";
import { menu } from "./menu.js";
import { plain } from "./mrkdwn.js";

/**
 * @typedef {object} Surface what blocks stand on: a message, or a view
 * @property {(block: object, element: object, chosen: object) => Promise<void>} press
 * @property {(block: object, element: object, query: string) => Promise<object>} suggest
 * @property {(block: object, element: object, file: File) => Promise<object>} upload
 * @property {(block: object, element: object) => any} kept the plain value typed before
 * @property {(block: object, element: object, value: any) => void} keep
 * @property {(block: object, element: object) => object[]} offered
 * @property {(block: object) => string|undefined} error
 * @property {(block: object, field: object) => void} [field] takes an input's control
 * @property {string} said names the surface, for fields that have no label
 */

/** Name what keeps the focus over a rebuild. */
export const focusName = (block, element) => `${block.block_id}/${element.action_id}`;

/** Name a button that keeps it where the rebuilt block has another id. */
const likeName = ({ action_id: action, value = "" }) => `${action}/${value}`;

/**
 * Show an interactive element.
 * @param {object} element
 * @param {object} block
 * @param {Surface} surface
 * @returns {HTMLElement|null}
 */
export function interactive(element, block, surface) {
  if (element.type === "button" || element.type === "workflow_button") {
    return button(element, block, surface);
  }
  if (element.type === "overflow") return overflow(element, block, surface);
  if (holds(element)) return field(element, block, surface);
  return null;
}

const STYLES = { primary: "button button-primary", danger: "button button-danger" };

function button(element, block, surface) {
  const node = h(
    "button",
    {
      class: STYLES[element.style] ?? "button",
      type: "button",
      "aria-label": element.accessibility_label,
      data: { focus: focusName(block, element), like: likeName(element) },
      on: { click: () => pressed(node, element, block, surface) },
    },
    h("span", { class: "button-text" }, plain(element.text)),
    element.url && h("span", { class: "unseen" }, " (opens a page)"),
  );
  return node;
}

async function pressed(node, element, block, surface) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (element.confirm && !(await confirmed(element.confirm))) return;
  if (/^https?:/.test(element.url ?? "")) window.open(element.url, "_blank", "noopener");
  await busily(node, () => surface.press(block, element, { value: element.value }));
}

/** Show that the app is being waited for. */
async function busily(node, deed) {
  node.setAttribute("aria-busy", "true");
  try {
    await deed();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function overflow(element, block, surface) {
  const node = h(
    "button",
    { class: "button button-icon", type: "button", "aria-label": "More choices",
      data: { focus: focusName(block, element) } },
    icon("more"),
  );
  const choose = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    await busily(node, () => surface.press(block, element, { value: option.value }));
  };
  menu(node, "More choices", () =>
    element.options.map((option) => ({
      label: option.text.text,
      note: option.description?.text,
      choose: () => choose(option),
    })),
  );
  return h("span", { class: "held" }, node);
}

/** Return what was typed before, else what the app gave. */
export function present(element, block, surface) {
  const kept = surface.kept(block, element);
  return kept === undefined ? initial(element) : kept;
}

function field(element, block, surface) {
  const named = block.text?.text ?? element.placeholder?.text ?? surface.said;
  const made = control(element, {
    naming: { "aria-label": named.replace(/[*_~`<>]/g, "").slice(0, 120) },
    value: present(element, block, surface),
    offered: surface.offered(block, element),
    suggest: (query) => surface.suggest(block, element, query),
    changed: (value, how) => changed(value, how, made, element, block, surface),
  });
  made.target.dataset.focus = focusName(block, element);
  return h("div", { class: "held-field" }, made.node);
}

async function changed(value, how, made, element, block, surface) {
  surface.keep(block, element, value);
  if (how === "typed") return;
  if (element.confirm && !(await confirmed(element.confirm))) return;
  await busily(made.node, () => surface.press(block, element, { value }));
}
