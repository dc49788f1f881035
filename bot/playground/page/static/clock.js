/**
 * The workspace's clock: what time it is for the reader, and the pushes forward.
 * @module
 */

import { act } from "./api.js";
import { full, setHere, short, time } from "./dates.js";
import { person } from "./directory.js";
import { at } from "./dom.js";
import { refresh, say, session } from "./session.js";

const TICK = 5000;
const narrow = window.matchMedia("(max-width: 760px)");

let told = { now: 0, at: 0 };
let minute = 0;

/** Show the clock of this session and keep it running. */
export function showClock({ state }) {
  told = { now: state.clock.now, at: performance.now() };
  const next = state.clock.next_due;
  showNext(at("clock-next"), next);
  tick();
}

/** Offer the next due moment; a button that has the focus stays, even without one. */
function showNext(button, next) {
  button.hidden = !next && document.activeElement !== button;
  button.setAttribute("aria-disabled", String(!next));
  button.title = next ? full(next) : "Nothing is due";
}

function tick() {
  const now = told.now + (performance.now() - told.at) / 1000;
  setHere(person(session.as)?.tz, now);
  const { offset } = session.state.clock;
  at("clock-time").textContent = time(now);
  at("clock-open").title = full(now);
  at("clock-offset").textContent = offset >= 60 ? pushed(offset) : "";
  minute = Math.floor(now / 60);
}

/** Keep the clock running; each minute what says how long ago it was is written anew. */
function run() {
  if (!session.state) return;
  const before = minute;
  tick();
  if (minute !== before) refresh();
}

/** Write how far the clock was pushed, such as `+1 d 2 h`. */
function pushed(offset) {
  const minutes = Math.round(offset / 60);
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "min"]].filter(([count]) => count);
  return `+${parts.slice(0, 2).map(([count, unit]) => `${count} ${unit}`).join(" ")}`;
}

async function push(body) {
  const pushes = at("clock-pushes");
  pushes.setAttribute("aria-busy", "true");
  try {
    await act("clock", body);
    await refresh();
    say(`It is ${short(session.state.clock.now)} now.`);
  } catch (error) {
    say(error.message);
  } finally {
    pushes.removeAttribute("aria-busy");
  }
}

/** Wire the clock's buttons. */
export function startClock() {
  const face = at("clock-open");
  const pushes = at("clock-pushes");
  const toggle = (open) => {
    pushes.classList.toggle("is-open", open);
    face.setAttribute("aria-expanded", String(open));
  };
  const settle = () => {
    toggle(false);
    face.disabled = !narrow.matches;
  };
  settle();
  narrow.addEventListener("change", settle);
  face.addEventListener("click", () => toggle(!pushes.classList.contains("is-open")));
  pushes.addEventListener("click", (event) => {
    const advance = Number(event.target.closest("[data-advance]")?.dataset.advance);
    if (advance) push({ advance });
    if (event.target.closest('#clock-next[aria-disabled="false"]')) push({ to: "next" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !pushes.classList.contains("is-open")) return;
    toggle(false);
    face.focus();
  });
  setInterval(run, TICK);
}
