/**
 * The first steps: what to try, ticked off by what is seen in the workspace.
 * @module
 */

import { at, h, icon, remember, toComposer } from "./dom.js";
import { channelMention } from "./leaves.js";
import { refresh, session, watch } from "./session.js";

const DISMISSED = "guide-dismissed";
const DONE = "guide-done";

const ROOMY = window.matchMedia("(min-width: 761px)");

const done = new Set(JSON.parse(sessionStorage.getItem(DONE) ?? "[]"));

/** Each step: what to do, and what shows that it was done. */
const STEPS = [
  {
    name: "declare",
    words: () => ["Type ", h("kbd", {}, "/incident declare"), " in #incidents"],
    seen: ({ state }) => state.views.length > 0 || Boolean(room(state)),
  },
  {
    name: "room",
    words: () => ["Fill in the form: a room opens for it"],
    seen: ({ state }) => Boolean(room(state)),
  },
  {
    name: "lead",
    words: ({ state, channel }) => channel === room(state)?.id
      ? ["Press a button on its card, such as Acknowledge"]
      : ["Open ", way(room(state)), " and press a button on its card"],
    seen: ({ state, channel, messages }) =>
      channel === room(state)?.id && messages.some((each) => each.author.is_bot && each.edited),
  },
  {
    name: "clock",
    words: () => [ROOMY.matches ? "Push the clock at the top to " : "Press the clock at the top, then ",
      h("kbd", {}, "Next due"), " and read the reminder under Direct messages"],
    seen: ({ state }) => state.clock.offset >= 60,
  },
  {
    name: "other",
    words: () => [ROOMY.matches ? "Act as somebody else: the name on the left"
      : "Act as somebody else: the name in the list at the top left"],
    seen: ({ as }) => first !== null && as !== first,
  },
];

/** Whom the page began as, and whether all steps are wanted in sight. */
let first = null;
let whole = null;

/** The room of an incident, if there is one. */
const room = (state) => state.channels.find(({ name }) => /^inc-\d/.test(name));

/** The way into the room, once there is one. */
const way = (place) => (place ? channelMention(place.id) : "the room");

/** Show the steps until they are put away. */
export function startGuide() {
  const box = at("guide");
  if (localStorage.getItem(DISMISSED)) return;
  watch((now) => {
    if (!now.state || localStorage.getItem(DISMISSED)) return;
    first ??= now.as;
    STEPS.filter(({ seen }) => seen(now)).forEach(({ name }) => done.add(name));
    const inside = now.channel === room(now.state)?.id;
    const print = `${done.size} ${inside} ${ROOMY.matches}`;
    if (box.dataset.print === print) return;
    box.dataset.print = print;
    show(box);
  });
  ROOMY.addEventListener("change", refresh);
}

function show(box) {
  sessionStorage.setItem(DONE, JSON.stringify([...done]));
  const next = STEPS.find(({ name }) => !done.has(name));
  const steps = h("ol", { class: "guide-steps", id: "guide-steps" },
    STEPS.map((step) => line(step, step === next)));
  const expanded = whole ?? (!done.size && ROOMY.matches);
  box.hidden = false;
  box.classList.toggle("is-short", !expanded);
  const focus = remember(box);
  box.replaceChildren(
    h("h3", { id: "guide-title" }, next ? "First steps" : "That was the first round",
      h("span", { class: "guide-count" }, ` ${done.size} of ${STEPS.length}`)),
    steps,
    h("div", { class: "guide-tools" }, toggle(box, expanded), putAway(box)),
  );
  focus();
}

const toggle = (box, expanded) =>
  h("button", { class: "tool", type: "button", "aria-expanded": String(expanded),
    "aria-controls": "guide-steps", "aria-label": "All first steps",
    data: { focus: "guide/all" },
    on: { click: () => unfold(box, !expanded) } }, icon(expanded ? "up" : "down"));

const putAway = (box) =>
  h("button", { class: "tool", type: "button", "aria-label": "Put the first steps away",
    data: { focus: "guide/away" },
    on: { click: () => dismiss(box) } }, icon("close"));

function unfold(box, wanted) {
  whole = wanted;
  show(box);
  box.querySelector('[aria-controls="guide-steps"]').focus();
}

function line({ name, words }, isNext) {
  const ticked = done.has(name);
  const style = isNext ? "is-next" : "";
  return h("li", { class: ticked ? "is-done" : style,
    "aria-current": isNext ? "step" : null },
    h("span", { class: "tick", "aria-hidden": "true" }, ticked && icon("check")),
    h("span", {}, words(session), ticked && h("span", { class: "unseen" }, " (done)")));
}

function dismiss(box) {
  localStorage.setItem(DISMISSED, "yes");
  box.hidden = true;
  toComposer();
}
