/**
 * Input blocks: a label, a field, a hint, and what is wrong with it.
 * @module
 */

import { control, holds, isGroup } from "./controls.js";
import { fresh, h, icon } from "./dom.js";
import { focusName, present } from "./elements.js";
import { plain } from "./mrkdwn.js";

/**
 * Show an input block, and give its field to the surface.
 * @param {object} block
 * @param {import("./elements.js").Surface} surface
 * @returns {HTMLElement|null}
 */
export function inputBlock(block, surface) {
  const { element } = block;
  if (!holds(element)) return null;
  const ids = { label: fresh("label"), hint: fresh("hint"), error: fresh("error") };
  const made = control(element, {
    naming: naming(block, ids),
    value: present(element, block, surface),
    offered: surface.offered(block, element),
    suggest: (query) => surface.suggest(block, element, query),
    upload: (file) => surface.upload(block, element, file),
    changed: (value, how) => {
      blame(field, null);
      return changed(value, how, block, surface);
    },
  });
  made.target.dataset.focus = focusName(block, element);
  const error = h("p", { id: ids.error, class: "input-error" });
  const node = h("div", { class: "input-block" }, label(block, ids, made.target),
    made.node, block.hint && h("p", { id: ids.hint, class: "input-hint" }, plain(block.hint)),
    error);
  const field = { block, element, read: made.read, target: made.target, error, node };
  blame(field, surface.error(block));
  surface.field?.(field);
  return node;
}

const naming = (block, ids) => ({
  "aria-labelledby": ids.label,
  "aria-describedby": block.hint ? `${ids.error} ${ids.hint}` : ids.error,
  "aria-required": block.optional || block.element.type === "checkboxes" ? null : "true",
});

function label(block, ids, target) {
  const group = isGroup(block.element);
  return h(
    group ? "div" : "label",
    { id: ids.label, class: "input-label", for: group ? null : target.id },
    plain(block.label),
    block.optional && h("span", { class: "input-optional" }, " (optional)"),
  );
}

/**
 * Say beside a field what is wrong with it, or that nothing is.
 * @param {{error: HTMLElement, node: HTMLElement, target: HTMLElement}} field
 * @param {string|null|undefined} sentence
 */
export function blame(field, sentence) {
  field.node.classList.toggle("is-wrong", Boolean(sentence));
  field.error.replaceChildren(...(sentence ? [icon("alert"), sentence] : []));
  if (sentence) field.target.setAttribute("aria-invalid", "true");
  else field.target.removeAttribute("aria-invalid");
}

function changed(value, how, block, surface) {
  const { element } = block;
  if (how !== "entered") surface.keep(block, element, value);
  if (!block.dispatch_action) return false;
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const wanted = { chosen: true, typed: when.includes("on_character_entered"),
    entered: when.includes("on_enter_pressed") };
  if (wanted[how]) surface.press(block, element, { value });
  return wanted[how];
}

const empty = (value) => value === null || value === "" || value?.length === 0;

const FORMS = {
  email_text_input: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Write an address such as name@example.com."],
  url_text_input: [/^https?:\/\/[^\s/]+/, "Write an address that begins with https://."],
  number_input: [/^-?\d+(?:\.\d+)?$/, "Write a number."],
};

/**
 * Say what is wrong with a field's value, as the client does before it submits.
 * @param {object} block
 * @param {any} value the plain value
 * @returns {string|null}
 */
export function wrong(block, value) {
  const { element } = block;
  if (empty(value)) {
    return block.optional ? null : "Please fill in this field.";
  }
  const [form, sentence] = FORMS[element.type] ?? [];
  if (form && !form.test(value)) return sentence;
  return element.type === "number_input" ? outside(element, value) : length(element, value);
}

function outside(element, value) {
  const { min_value: least = -Infinity, max_value: most = Infinity } = element;
  if (!element.is_decimal_allowed && !Number.isInteger(Number(value))) {
    return "Write a whole number.";
  }
  if (Number(value) < Number(least)) return `Write ${least} or more.`;
  return Number(value) > Number(most) ? `Write ${most} or less.` : null;
}

function length(element, value) {
  const { min_length: least = 0, max_length: most = Infinity } = element;
  const long = typeof value === "string" ? [...value].length : 0;
  if (least && long < least) return `Write at least ${least} characters.`;
  return long > most ? `Write at most ${most} characters.` : null;
}
