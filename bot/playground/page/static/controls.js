/**
 * Elements that hold a value, as fields: each gives its node, its plain value (see
 * `read`), and tells when it changed.
 *
 * A plain value is a string for text and for an option's value, an id for a person or
 * place, a list for several, `YYYY-MM-DD`, `HH:mm` or Unix seconds, null for nothing;
 * files are a list of `{id, name, size}`.
 * @module
 */

import { moment, stamp } from "./dates.js";
import { fresh, h } from "./dom.js";
import { text } from "./mrkdwn.js";
import { Picker } from "./picker.js";
import { channelOptions, conversationOptions, flat, userOptions } from "./options.js";
import { files } from "./uploads.js";

/**
 * @typedef {object} Given
 * @property {object} naming aria attributes that name the field
 * @property {any} value the plain value to start with
 * @property {(value: any, how: "chosen"|"typed"|"entered") => boolean|void} changed
 *   answers true when it takes the Enter key for itself
 * @property {(query: string) => Promise<object[]>} suggest options of external selects
 * @property {object[]} offered option objects that a suggestion has shown
 * @property {(file: File) => Promise<object>} [upload] sends a chosen file
 */

/** @typedef {{node: HTMLElement, read: () => any, target: HTMLElement}} Control */

const KINDS = {
  plain_text_input: words,
  rich_text_input: (element, given) => words({ ...element, multiline: true }, given),
  number_input: number,
  email_text_input: (element, given) => line(element, given, { type: "email" }),
  url_text_input: (element, given) => line(element, given, { type: "url" }),
  datepicker: (element, given) => line(element, given, { type: "date" }),
  timepicker: (element, given) => line(element, given, { type: "time" }),
  datetimepicker: dateAndTime,
  checkboxes: (element, given) => choices(element, given, "checkbox"),
  radio_buttons: (element, given) => choices(element, given, "radio"),
  static_select: (element, given) => select(element, given, flat(element)),
  users_select: (element, given) => select(element, given, userOptions()),
  channels_select: (element, given) => select(element, given, channelOptions()),
  conversations_select: (element, given) =>
    select(element, given, conversationOptions(element.filter)),
  external_select: select,
  file_input: files,
};

/** Tell whether an element holds a value that this module can show. */
export const holds = (element) => element.type.replace(/^multi_/, "") in KINDS;

/** Tell whether an element is a group of fields, named by a legend. */
export const isGroup = (element) => /^(?:checkboxes|radio_buttons)$/.test(element.type);

/**
 * Make the field of an element.
 * @param {object} element
 * @param {Given} given
 * @returns {Control}
 */
export function control(element, given) {
  return KINDS[element.type.replace(/^multi_/, "")](element, given);
}

/** The initial plain value of an element, as the app gave it. */
export function initial(element) {
  const option = element.initial_option?.value;
  const options = element.initial_options?.map(({ value }) => value);
  const fields = ["value", "date", "time", "date_time", "user", "channel",
    "conversation", "users", "channels", "conversations"];
  const name = fields.find((each) => element[`initial_${each}`] !== undefined);
  return option ?? options ?? element[`initial_${name}`] ?? null;
}

function number(element, given) {
  const step = element.is_decimal_allowed ? "any" : "1";
  return line(element, given, { type: "number", step, min: element.min_value,
    max: element.max_value });
}

function words(element, given) {
  if (!element.multiline) return line(element, given, {});
  const node = h("textarea", { class: "field", rows: 4, ...asked(element, given) });
  node.value = given.value ?? "";
  return typed(node, given);
}

function line(element, given, attributes) {
  const node = h("input", {
    class: "field",
    type: "text",
    ...attributes,
    ...asked(element, given),
    value: given.value,
  });
  return typed(node, given);
}

/** The attributes that text fields share. */
const asked = (element, given) => ({
  id: fresh("field"),
  placeholder: element.placeholder?.text,
  maxlength: element.max_length,
  autocomplete: "off",
  ...given.naming,
});

function typed(node, given, read = () => node.value || null) {
  const dated = /^(?:date|time|datetime-local)$/.test(node.type);
  node.addEventListener("input", () => given.changed(read(), dated ? "chosen" : "typed"));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || dated || node.tagName === "TEXTAREA") return;
    if (given.changed(read(), "entered")) event.preventDefault();
  });
  return { node, read, target: node };
}

function dateAndTime(element, given) {
  const node = h("input", {
    class: "field",
    type: "datetime-local",
    ...asked(element, given),
    value: given.value ? stamp(given.value) : "",
  });
  return typed(node, given, () => moment(node.value));
}

function choices(element, given, type) {
  const name = fresh("choice");
  const on = [given.value ?? []].flat();
  const boxes = element.options.map((option) =>
    h("input", { type, name, class: "choice-input", value: option.value,
      checked: on.includes(option.value), on: { change: () => tell() } }),
  );
  const picked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const read = () => (type === "radio" ? (picked()[0] ?? null) : picked());
  const tell = () => given.changed(read(), "chosen");
  const rows = element.options.map((option, index) => choice(option, boxes[index]));
  const node = h("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group",
    ...given.naming }, rows);
  return { node, read, target: boxes[0] };
}

const choice = (option, box) =>
  h("label", { class: "choice" }, box,
    h("span", { class: "choice-text" }, text(option.text),
      option.description && h("span", { class: "choice-note" }, text(option.description))));

function select(element, given, options) {
  const multi = element.type.startsWith("multi_");
  const known = [...(options ?? []), ...flat({ options: given.offered ?? [] }),
    ...initialOptions(element)];
  const wanted = [given.value ?? []].flat();
  const find = (value) => known.find((option) => option.value === value);
  const picker = new Picker({
    options,
    load: options ? undefined : async (query) => flat(await given.suggest(query)),
    chosen: wanted.map((value) => find(value) ?? { value, label: value }),
    multi,
    max: element.max_selected_items,
    placeholder: element.placeholder?.text,
    naming: { id: fresh("field"), ...given.naming },
    changed: () => given.changed(read(), "chosen"),
  });
  const values = () => picker.read().map((option) => option.value);
  const read = () => (multi ? values() : (values()[0] ?? null));
  return { node: picker.node, read, target: picker.input };
}

const initialOptions = (element) =>
  flat({ options: [element.initial_option ?? [], element.initial_options ?? []].flat() });
