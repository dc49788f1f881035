/**
 * The modal on top of the person's stack of views: typed values stay over updates,
 * what is missing is said before anything is sent, and what the app says is wrong
 * stands beside its field.
 * @module
 */

import { showBlocks } from "./blocks.js";
import { fresh, h, icon, remember, rememberPlace } from "./dom.js";
import { blame, wrong } from "./inputs.js";
import { deed, session } from "./session.js";
import { forget, viewSurface } from "./surfaces.js";

const FOCUSABLE =
  'button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), textarea, a[href], [tabindex="0"]';

/** The dialog that shows the top view; one for the whole page. */
export class Modal {
  constructor() {
    this.view = null;
    this.errors = new Map();
    this.fields = [];
    this.busy = false;
    this.title = h("h2", { id: fresh("modal"), class: "modal-title", tabindex: "-1" });
    this.body = h("div", { class: "modal-body" });
    this.note = h("p", { class: "modal-note", role: "alert" });
    this.foot = h("footer", { class: "modal-foot" });
    this.dialog = this.make();
    document.body.append(this.dialog);
  }

  make() {
    const close = h("button", { class: "tool", type: "button", "aria-label": "Close",
      on: { click: () => this.close({ cleared: true }) } }, icon("close"));
    const form = h("form", { class: "modal-form", novalidate: true,
      on: { submit: (event) => this.submit(event) } },
      h("header", { class: "modal-head" }, h("span", { class: "modal-mark", "aria-hidden": "true" },
        h("img", { src: "/static/mark.svg", alt: "" })), this.title, close),
      this.body, this.note, this.foot);
    return h("dialog", { class: "modal", "aria-labelledby": this.title.id,
      on: {
        cancel: (event) => this.cancel(event),
        keydown: (event) => this.trap(event),
      } }, form);
  }

  /** Show the top of this stack, or nothing. */
  show(stack) {
    const top = stack.at(-1) ?? null;
    const same = top && this.view?.id === top.id;
    if (same && this.view.hash === top.hash && sameErrors(top, this.view)) return;
    const was = this.view;
    this.view = top;
    if (!top) {
      this.shut(was);
      return;
    }
    if (was && !stack.some(({ id }) => id === was.id)) forget(was.id);
    this.errors = new Map(Object.entries(top.errors));
    this.render(!same);
  }

  shut(was) {
    if (was) forget(was.id);
    if (!this.dialog.open) return;
    this.dialog.close();
    this.body.replaceChildren();
    this.back();
  }

  render(fresh) {
    const { view } = this;
    const focus = remember(this.body);
    const { scrollTop } = this.body;
    this.fields = [];
    this.title.textContent = view.title;
    this.body.replaceChildren(
      showBlocks(view.blocks, viewSurface(view, this.errors, this.fields)));
    this.foot.replaceChildren(...this.buttons());
    this.note.textContent = "";
    this.appear();
    this.body.scrollTop = fresh ? 0 : scrollTop;
    if (fresh) this.start();
    else focus();
    if (!this.dialog.contains(document.activeElement)) this.start();
    this.blameFirst();
  }

  appear() {
    if (this.dialog.open) return;
    this.back = rememberPlace();
    this.dialog.showModal();
  }

  buttons() {
    const { view } = this;
    const stacked = session.state.views.length > 1;
    const close = view.close ?? (stacked ? "Back" : "Cancel");
    return [
      h("button", { class: "button", type: "button", on: { click: () => this.close() } }, close),
      view.submit &&
        h("button", { class: "button button-primary", type: "submit" },
          h("span", { class: "button-text" }, view.submit)),
    ].filter(Boolean);
  }

  /** Focus the element that asks for it, else the first field, else the title. */
  start() {
    const asked = this.fields.find(({ element }) => element.focus_on_load);
    (asked ?? this.fields[0])?.target.focus();
    if (!this.fields.length) this.title.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy || !this.view.submit || !this.check()) return;
    const what = { view: this.view.id, values: this.values() };
    await this.wait(async () => {
      this.answered(await deed("submit", what, { quiet: true }));
    });
  }

  /** What the fields hold now: plain values by block_id, null for an empty one. */
  values() {
    return Object.fromEntries(this.fields.map(({ block, read }) => [block.block_id, read()]));
  }

  /** Show what the app answered to a submit. */
  answered({ why, fields }) {
    this.errors = new Map(Object.entries(fields));
    this.fields.forEach((field) => blame(field, this.errors.get(field.block.block_id)));
    this.blameFirst();
    if (why && this.view) this.note.textContent = `${why} Nothing you typed is lost; try again.`;
  }

  /** Say what is missing; return whether nothing is. */
  check() {
    this.errors = new Map();
    for (const field of this.fields) {
      const sentence = badly(field.target) ?? wrong(field.block, field.read());
      if (sentence) this.errors.set(field.block.block_id, sentence);
      blame(field, sentence);
    }
    this.note.textContent = "";
    this.blameFirst();
    return !this.errors.size;
  }

  blameFirst() {
    const first = this.fields.find(({ block }) => this.errors.has(block.block_id));
    first?.target.focus();
  }

  /** Show that the app is being waited for; nothing can be sent twice meanwhile. */
  async wait(work) {
    this.busy = true;
    this.dialog.setAttribute("aria-busy", "true");
    this.foot.querySelector('[type="submit"]')?.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      this.busy = false;
      this.dialog.removeAttribute("aria-busy");
      this.foot.querySelector('[type="submit"]')?.removeAttribute("aria-busy");
    }
  }

  cancel(event) {
    event.preventDefault();
    this.close();
  }

  /** Close it as it stands, with `cleared` also those that it lies on. */
  close(how = {}) {
    if (this.busy || !this.view) return undefined;
    const what = { view: this.view.id, values: this.values(), ...how };
    return this.wait(() => deed("close", what));
  }

  /** Keep Tab inside the dialog. */
  trap(event) {
    if (event.key !== "Tab") return;
    const inside = [...this.dialog.querySelectorAll(FOCUSABLE)].filter(
      (each) => each.offsetParent !== null,
    );
    const [first, last] = [inside[0], inside.at(-1)];
    const leaving = event.shiftKey ? first : last;
    const outside = !this.dialog.contains(document.activeElement);
    if (document.activeElement !== leaving && !outside) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

const sameErrors = (one, other) =>
  JSON.stringify(one.errors) === JSON.stringify(other.errors);

/** Say that a field is busy or holds something that its type can't read, or null. */
const badly = ({ validity, type, ariaBusy }) => {
  if (ariaBusy === "true") return "Wait until the files are sent.";
  if (!validity?.badInput) return null;
  return type === "number" ? "Write a number." : "This is not a whole date or time.";
};
