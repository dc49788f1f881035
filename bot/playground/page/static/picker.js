/**
 * A field that picks from options, one or several, by typing or by arrow keys; the
 * options are given, or asked for as one types.
 * @module
 */

import { fresh, h, icon } from "./dom.js";
import { float } from "./floating.js";

const PAUSE = 150;

/**
 * @typedef {object} Option
 * @property {string} value
 * @property {string} label
 * @property {string} [description]
 * @property {string} [group]
 */

/** A combobox with its list; `read` and `node` are what a form needs of it. */
export class Picker {
  /**
   * @param {object} given
   * @param {Option[]} [given.options]
   * @param {(query: string) => Promise<Option[]>} [given.load] instead of options
   * @param {Option[]} given.chosen
   * @param {boolean} given.multi
   * @param {number} [given.max] how many may be chosen
   * @param {string} [given.placeholder]
   * @param {object} given.naming aria attributes of the field
   * @param {(chosen: Option[]) => void} given.changed
   */
  constructor(given) {
    this.given = given;
    this.chosen = given.chosen;
    this.found = [];
    this.active = -1;
    this.make();
    this.showChosen();
  }

  /** Return what is chosen. */
  read() {
    return this.chosen;
  }

  make() {
    const { naming, placeholder, options } = this.given;
    const id = fresh("picker");
    this.list = h("div", {
      class: "listbox",
      role: "listbox",
      id,
      popover: "manual",
      "aria-label": "Options",
      "aria-multiselectable": this.given.multi ? "true" : null,
      on: { pointerdown: (event) => event.preventDefault() },
    });
    this.input = h("input", {
      class: "picker-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
      placeholder: placeholder ?? "Choose…",
      inputmode: options && options.length <= 8 ? "none" : null,
      ...naming,
      on: this.listeners(),
    });
    this.chips = h("div", { class: "chips", hidden: true });
    this.node = h(
      "div",
      { class: "picker", on: { click: () => this.input.focus() } },
      h("div", { class: "picker-field" }, this.chips, this.input, icon("down")),
      this.list,
    );
  }

  listeners() {
    return {
      click: () => this.open(""),
      input: () => this.open(this.input.value),
      blur: () => this.close(),
      focus: () => this.input.select(),
      keydown: (event) => this.key(event),
    };
  }

  /** Show what is chosen: in the field itself, or as chips before it. */
  showChosen() {
    const { multi } = this.given;
    this.input.value = multi ? "" : (this.chosen[0]?.label ?? "");
    if (!multi) return;
    this.chips.replaceChildren(...this.chosen.map((option) => this.chip(option)));
    this.chips.hidden = !this.chosen.length;
  }

  chip(option) {
    return h(
      "button",
      {
        class: "chip",
        type: "button",
        "aria-label": `Remove ${option.label}`,
        on: { click: () => this.toggle(option) },
      },
      option.label,
      icon("close"),
    );
  }

  async open(query) {
    this.asked = query;
    if (this.given.load) await this.ask(query);
    else this.show(matching(this.given.options, query));
  }

  /** Ask for options after a pause; an answer to an older question is dropped. */
  async ask(query) {
    await new Promise((resolve) => setTimeout(resolve, query ? PAUSE : 0));
    if (this.asked !== query) return;
    this.say("Looking…");
    const found = await this.given.load(query);
    if (this.asked === query && document.activeElement === this.input) this.show(found);
  }

  say(sentence) {
    this.found = [];
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(h("div", { class: "listbox-empty", role: "option",
      "aria-disabled": "true", "aria-selected": "false" }, sentence));
    this.appear();
  }

  show(found) {
    if (!found.length) {
      this.say("Nothing matches");
      return;
    }
    this.found = found;
    this.list.replaceChildren(...grouped(found, (option) => this.row(option)));
    this.appear();
    const at = found.findIndex((option) => this.has(option));
    this.activate(Math.max(at, 0));
  }

  appear() {
    this.input.setAttribute("aria-expanded", "true");
    this.stop ??= float(this.node, this.list, { match: true });
    window.dispatchEvent(new Event("resize"));
  }

  row(option) {
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: fresh("option"),
        "aria-selected": String(this.has(option)),
        on: { click: (event) => this.pick(event, option) },
      },
      h("span", { class: "option-label" }, option.label),
      option.description && h("span", { class: "option-note" }, option.description),
    );
  }

  has(option) {
    return this.chosen.some((each) => each.value === option.value);
  }

  pick(event, option) {
    event.stopPropagation();
    this.toggle(option);
  }

  toggle(option) {
    const { multi, max = Infinity } = this.given;
    const others = this.chosen.filter((each) => each.value !== option.value);
    const added = this.has(option) && multi ? others : [...others, option];
    if (multi && added.length > max) return;
    this.chosen = multi ? added : [option];
    this.close();
    this.input.focus();
    this.given.changed(this.chosen);
  }

  clear() {
    this.chosen = this.given.multi ? this.chosen.slice(0, -1) : [];
    this.showChosen();
    this.given.changed(this.chosen);
  }

  activate(index) {
    const rows = [...this.list.querySelectorAll(".option")];
    this.active = (index + rows.length) % rows.length;
    rows.forEach((row, at) => row.classList.toggle("is-active", at === this.active));
    this.input.setAttribute("aria-activedescendant", rows[this.active].id);
    rows[this.active].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.asked = undefined;
    this.stop?.();
    this.stop = undefined;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.showChosen();
  }

  key(event) {
    const handled = this.stop ? this.keyOpen(event.key) : this.keyClosed(event.key);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  keyOpen(key) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (move && this.found.length) this.activate(this.active + move);
    else if (key === "Enter" && this.found.length) this.toggle(this.found[this.active]);
    else if (key === "Escape") this.close();
    else return key === "Backspace" && this.erase();
    return true;
  }

  keyClosed(key) {
    if (key === "ArrowDown" || key === "ArrowUp" || key === "Enter") this.open("");
    else return (key === "Backspace" || key === "Delete") && this.erase();
    return true;
  }

  /** Take away what is chosen, where the key would not erase typed text. */
  erase() {
    const { input } = this;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const typed = input.value && !(whole && !this.given.multi);
    if (typed || !this.chosen.length) return false;
    this.clear();
    return true;
  }
}

/** Return the options that hold every word of the query. */
function matching(options, query) {
  const words = query.toLowerCase().split(/\s+/);
  return options.filter(({ label, description = "" }) => {
    const text = `${label} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Put options of one group under its name. */
function grouped(options, row) {
  const groups = new Map();
  options.forEach((option) => {
    const name = option.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), row(option)]);
  });
  return [...groups].flatMap(([name, members]) =>
    name
      ? [h("div", { role: "group", "aria-label": name, class: "option-group" },
          h("div", { class: "option-group-name", "aria-hidden": "true" }, name), members)]
      : members,
  );
}
