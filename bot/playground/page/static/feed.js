/**
 * A list of messages that follows what happens: rows stay while they do not change,
 * the newest stays in sight, and what is new is read out.
 * @module
 */

import * as dates from "./dates.js";
import { me } from "./directory.js";
import { at, h, icon, rows } from "./dom.js";
import { isSystem, moment, nameOf, showMessage } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";

const TOGETHER = 300;
const NEAR = 80;

/** A list of messages in a scrolling box. */
export class Feed {
  /**
   * @param {HTMLElement} box
   * @param {{inThread: boolean}} kind
   */
  constructor(box, kind) {
    this.box = box;
    this.kind = kind;
    this.place = null;
    this.newest = 0;
    this.list = h("div", { class: "feed" });
    this.jump = h("button", { class: "jump", type: "button", hidden: true,
      on: { click: () => this.toEnd() } }, icon("down"), "New messages");
    box.append(this.list, this.jump);
    box.addEventListener("scroll", () => this.scrolled());
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("focusin", () => this.rove());
    this.low = true;
    this.follow();
  }

  /**
   * Show these messages.
   * @param {string} place of what; another place starts at its end
   * @param {object[]} messages oldest first
   * @param {Node|null} empty what to show when there are none
   */
  show(place, messages, empty) {
    const moved = place !== this.place;
    const left = moved && this.list.contains(document.activeElement);
    this.place = place;
    const items = withDays(messages, this.kind);
    rows(this.list, items, (item) => item.key, (item) => this.row(item), print);
    if (!messages.length && empty) this.list.replaceChildren(empty);
    this.rove();
    if (left) at("channel-name").focus();
    const fresh = this.arrived(messages, moved);
    if (moved || this.low) this.toEnd();
    else this.jump.hidden = this.jump.hidden && !fresh;
  }

  /** Stay at the end when the box or its content changes size. */
  follow() {
    const observer = new ResizeObserver(() => {
      this.height = this.box.clientHeight;
      if (this.low) this.toEnd();
    });
    observer.observe(this.box);
    observer.observe(this.list);
  }

  row(item) {
    if (item.day) return h("div", { class: "day" }, h("span", {}, item.day));
    return showMessage(item.message, { follows: item.follows, ...this.kind });
  }

  /** Read out what others said since the last time; return how many there were. */
  arrived(messages, moved) {
    const last = Math.max(0, ...messages.map(moment));
    const fresh = messages.filter((each) => moment(each) > this.newest && each.user !== me());
    this.newest = last;
    if (moved) return 0;
    const said = fresh.slice(-3).map((each) => `${nameOf(each)}: ${spoken(each)}`);
    if (said.length) at("announcer").textContent = said.join(". ");
    return fresh.length;
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.low = true;
    this.arrive();
  }

  /** Take the way to the end away; where it has the focus, the last message gets it. */
  arrive() {
    const focused = document.activeElement === this.jump;
    this.jump.hidden = true;
    if (focused) this.all().at(-1)?.focus({ preventScroll: true });
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (clientHeight !== this.height) return;
    this.low = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.low) this.arrive();
  }

  /** Bring one message into sight, go there, and mark it for a moment. */
  reveal(ts) {
    const row = this.all().find((each) => each.dataset.ts === ts);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    this.low = false;
    row.classList.add("is-revealed");
    row.addEventListener("animationend", () => row.classList.remove("is-revealed"));
    this.rove(row);
    row.focus({ preventScroll: true });
  }

  /** Return what opens a message's thread, else the message, else null. */
  control(ts) {
    return this.list.querySelector(`[data-focus="thread/${ts}"]`) ??
      this.list.querySelector(`[data-focus="message/${ts}"]`);
  }

  all() {
    return [...this.list.querySelectorAll(":scope > .message")];
  }

  /** Make one message the one that Tab reaches: the last, while no other has the focus. */
  rove(chosen) {
    const all = this.all();
    const now = all.find((row) => row.contains(document.activeElement));
    const one = chosen ?? now ?? all.at(-1);
    all.forEach((row) => {
      row.tabIndex = row === one ? 0 : -1;
      row.querySelectorAll(".message-tools .tool").forEach((tool) => {
        tool.tabIndex = row === one ? 0 : -1;
      });
    });
  }

  key(event) {
    const row = event.target.closest(".message");
    if (!row || row !== event.target) return;
    const all = this.all();
    const index = all.indexOf(row);
    const next = { ArrowUp: all[index - 1], ArrowDown: all[index + 1], Home: all[0],
      End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    this.rove(next);
    next.focus();
  }
}

const spoken = (message) => mrkdwn(message.text ?? "").textContent.slice(0, 300);

/** What a row shows: the message, who reads it, and on which day. */
const print = (item) => JSON.stringify([item, me(), item.message && today(item.message)]);

/** The day on which a message is read; to the minute, if it says how long ago. */
function today(message) {
  const exact = JSON.stringify(message.blocks ?? message.text).includes("{ago}");
  return dates.stamp(dates.now()).slice(0, exact ? 16 : 10);
}

/** Put a divider before each day, and tell which messages follow their author's last. */
function withDays(messages, { inThread }) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const day = dates.day(moment(message));
    const newDay = !before || dates.day(moment(before)) !== day;
    if (newDay && !inThread) items.push({ key: `day-${day}`, day });
    const first = inThread && items.length === 2;
    const follows = !newDay && !first && together(before, message);
    items.push({ key: message.key ?? message.ts, message, follows });
    if (inThread && !before) items.push(replies(messages.length - 1));
    before = message;
  }
  return items;
}

/** The divider between a thread's first message and its replies. */
const replies = (count) => ({
  key: "replies",
  day: { 0: "No replies yet", 1: "1 reply" }[count] ?? `${count} replies`,
});

const together = (one, other) =>
  one.user === other.user &&
  !isSystem(one) &&
  !isSystem(other) &&
  Boolean(one.ephemeral) === Boolean(other.ephemeral) &&
  !other.pinned &&
  moment(other) - moment(one) < TOGETHER;
