/**
 * The message box: says things, runs commands, offers completions and shortcuts.
 * @module
 */

import { complete } from "./completion.js";
import * as directory from "./directory.js";
import { at, fresh, h, icon } from "./dom.js";
import { float } from "./floating.js";
import { menu } from "./menu.js";
import { appName, deed, say, session } from "./session.js";
import { share } from "./sharing.js";

const drafts = new Map();
const ROOMY = window.matchMedia("(min-width: 761px)");

/** What fits on one line of a narrow window. */
const LINE = 24;
const brief = (words) => (words.length > LINE ? `${words.slice(0, LINE - 1)}…` : words);

/** A message box below a list of messages. */
export class Composer {
  /**
   * @param {HTMLElement} box
   * @param {{id: string, inThread: boolean, sent: () => void}} given
   */
  constructor(box, given) {
    this.given = given;
    this.offers = [];
    this.active = -1;
    this.chosen = false;
    this.turn = Promise.resolve();
    this.make(box);
  }

  make(box) {
    this.box = box;
    const { id, inThread } = this.given;
    const list = fresh("completions");
    this.text = h("textarea", {
      id, class: "composer-text", rows: 1, autocomplete: "off", spellcheck: "true",
      "aria-autocomplete": "list", "aria-controls": list,
      on: {
        input: () => this.typed(),
        keydown: (event) => this.key(event),
        blur: () => this.hide(),
      },
    });
    this.list = h("div", { id: list, class: "listbox completions", role: "listbox",
      "aria-label": "Completions", popover: "manual", tabindex: "0", // it scrolls
      on: { pointerdown: (event) => event.preventDefault() } });
    this.state = h("p", { class: "composer-state", role: "status" });
    this.send = h("button", { class: "button button-primary composer-send", type: "submit",
      "aria-label": "Send" }, icon("send"));
    this.form = h("form", { class: "composer-form",
      on: { submit: (event) => this.submit(event) } },
      !inThread && shortcutsButton(), this.text, this.send);
    this.closed = h("p", { class: "composer-closed", tabindex: "-1", hidden: true });
    box.append(this.list, this.form, this.closed, this.state);
    ROOMY.addEventListener("change", () => this.invite());
  }

  /** Show the box of this place, or say why nothing can be said here. */
  show(place) {
    const { as, channel, thread } = session;
    const key = [as, channel, this.given.inThread ? thread : ""].join(" ");
    const name = this.given.inThread ? "Reply…" : `Message ${directory.placeName(place)}`;
    this.text.setAttribute("aria-label", name);
    this.invite(name);
    if (key !== this.key_) {
      this.key_ = key;
      this.text.value = drafts.get(key) ?? "";
      this.grow();
    }
    this.form.hidden = place.is_archived || !(place.is_member || place.is_im);
    this.bar(place);
    const held = this.box.contains(document.activeElement) && document.activeElement;
    if (held && !held.checkVisibility()) this.focus();
  }

  /** Say in the empty box what it is for, on one line. */
  invite(name = this.text.getAttribute("aria-label") ?? "") {
    const roomy = !this.given.inThread && ROOMY.matches;
    this.text.placeholder = roomy ? `${name}, or / for commands` : brief(name);
  }

  /** Say why the box is closed, with the way in. */
  bar(place) {
    const reason = place.is_archived ? "archived" : "outside";
    const print = `${place.id} ${reason} ${session.as}`;
    this.closed.hidden = !this.form.hidden;
    if (this.closed.hidden || this.closed.dataset.print === print) return;
    this.closed.dataset.print = print;
    if (place.is_archived) {
      this.closed.replaceChildren("This channel is archived.");
      return;
    }
    const join = () => deed("join", { channel: place.id });
    this.closed.replaceChildren(`You are not in ${directory.placeName(place)}.`,
      h("button", { class: "button", type: "button", on: { click: join } }, "Join"));
  }

  typed() {
    drafts.set(this.key_, this.text.value);
    this.grow();
    this.offer();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 200)}px`;
  }

  offer() {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const { typed, offers } = complete(before);
    this.part = typed;
    this.chosen = false;
    const whole = offers.some(({ text }) => text.trim() === typed.trim());
    this.offers = whole ? [] : offers;
    if (!this.offers.length) {
      this.hide();
      return;
    }
    this.list.replaceChildren(...this.offers.map((each, index) => this.row(each, index)));
    this.stop ??= float(this.form, this.list, { match: true });
    window.dispatchEvent(new Event("resize"));
    this.activate(0);
    at("announcer").textContent = `${this.offers.length} completions`;
  }

  row(offer, index) {
    return h(
      "div",
      { class: "option", role: "option", id: fresh("offer"), "aria-selected": "false",
        on: { click: () => this.take(index) } },
      h("span", { class: "option-label" }, offer.label,
        offer.usage && h("span", { class: "option-usage" }, ` ${offer.usage}`)),
      offer.note && h("span", { class: "option-note" }, offer.note),
    );
  }

  choose(index) {
    this.activate(index);
    this.chosen = true;
  }

  activate(index) {
    const rows = [...this.list.children];
    this.active = (index + rows.length) % rows.length;
    rows.forEach((row, each) => {
      row.classList.toggle("is-active", each === this.active);
      row.setAttribute("aria-selected", String(each === this.active));
    });
    this.text.setAttribute("aria-activedescendant", rows[this.active].id);
    rows[this.active].scrollIntoView({ block: "nearest" });
  }

  hide() {
    this.stop?.();
    this.stop = undefined;
    this.offers = [];
    this.text.removeAttribute("aria-activedescendant");
  }

  /** Put a completion in place of what was typed. */
  take(index) {
    const caret = this.text.selectionStart;
    const start = caret - this.part.length;
    this.text.setRangeText(this.offers[index].text, start, caret, "end");
    this.typed();
  }

  key(event) {
    const open = this.offers.length > 0;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && move) this.choose(this.active + move);
    else if (open && (event.key === "Tab" || this.enterTakes(event))) this.take(this.active);
    else if (open && event.key === "Escape") this.hide();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Enter completes half a command's name, and what was chosen; all else it sends. */
  enterTakes(event) {
    return event.key === "Enter" && !event.shiftKey && (this.chosen || /^\/\S*$/.test(this.part));
  }

  /** Take what was typed and empty the box: one can type on while it is on its way. */
  submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.hide();
    this.fill("");
    const { as: user, channel, thread } = session;
    const words = { text, user, channel, thread, key: this.key_ };
    this.turn = this.turn.then(() => this.pass(words));
  }

  /** Pass words on, after those before them; what did not get through comes back. */
  async pass(words) {
    const command = words.text.startsWith("/");
    this.busy(command ? `${appName()} is on it…` : "Sending…");
    const { why, lost } = await (command ? this.command(words) : this.speak(words));
    this.busy("");
    if ((why && !command) || lost) this.giveBack(words);
    else this.given.sent();
  }

  speak({ text, user, channel, thread }) {
    const under = this.given.inThread ? { thread_ts: thread } : {};
    return deed("message", { user, channel, text, ...under });
  }

  /** Run a command; when the app fails it, a line says so, and the words come back. */
  async command({ text, user, channel }) {
    if (this.given.inThread) {
      say(`${text.split(" ")[0]} is not supported in threads.`);
      return { why: "in a thread" };
    }
    const told = await deed("command", { user, channel, text }, { quiet: true });
    if (!told.answer) say(told.why);
    const delivered = told.answer?.delivered;
    return { why: told.why, lost: Boolean(delivered) && delivered.status !== 200 };
  }

  /** Put words back where they were typed, before what was typed since. */
  giveBack({ text, key }) {
    drafts.set(key, [text, drafts.get(key)].filter(Boolean).join("\n"));
    if (key === this.key_) this.fill(drafts.get(key));
  }

  fill(text) {
    this.text.value = text;
    this.typed();
  }

  busy(sentence) {
    this.state.textContent = sentence;
    this.send.setAttribute("aria-busy", String(Boolean(sentence)));
  }

  /** Take the focus, on the way in where the box is closed. */
  focus() {
    if (this.form.hidden) (this.closed.querySelector("button") ?? this.closed).focus();
    else this.text.focus();
  }
}

function shortcutsButton() {
  const button = h("button", { class: "tool", type: "button", title: "Shortcuts",
    "aria-label": "Shortcuts" }, icon("bolt"));
  const items = () => [
    ...(session.state.shortcuts ?? [])
      .filter(({ type }) => type === "global")
      .map((shortcut) => ({
        icon: "bolt",
        label: shortcut.name,
        note: shortcut.description,
        choose: () => deed("shortcut", { callback_id: shortcut.callback_id }),
      })),
    { icon: "box", label: "Share a file", choose: share },
  ];
  return menu(button, "Shortcuts", items);
}
