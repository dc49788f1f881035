/**
 * The page: puts its parts together and shows each change of the session.
 * @module
 */

import { startClock, showClock } from "./clock.js";
import { Composer } from "./composer.js";
import { avatar } from "./avatar.js";
import { showCanvas } from "./canvas.js";
import { channel as placeOf, nameOf, placeName } from "./directory.js";
import { at, h, icon } from "./dom.js";
import { Feed } from "./feed.js";
import { startGuide } from "./guide.js";
import { showHeader } from "./header.js";
import { showHome } from "./home.js";
import { Modal } from "./modal.js";
import { appName, onSay, open, openCanvas, session, start, watch } from "./session.js";
import { showSidebar } from "./sidebar.js";
import { startDrawer } from "./drawer.js";

const TOAST = 6000;
const roomy = window.matchMedia("(min-width: 761px)");

const feed = new Feed(at("messages"), { inThread: false });
const threadFeed = new Feed(at("thread-messages"), { inThread: true });
const composer = new Composer(at("composer"), {
  id: "composer-text",
  inThread: false,
  sent: () => feed.toEnd(),
});
const threadComposer = new Composer(at("thread-composer"), {
  id: "thread-text",
  inThread: true,
  sent: () => threadFeed.toEnd(),
});
const modal = new Modal();

let goal = location.pathname.match(/\/p(\d{10})(\d{6})$/)?.slice(1).join(".") ?? null;
let shownThread = "";

function show() {
  showBanner();
  if (!session.state) return;
  showClock(session);
  showSidebar(session);
  showPlace();
  showThread();
  modal.show(session.state.views);
}

function showPlace() {
  const place = placeOf(session.channel);
  if (!place) return;
  showHeader(place, session.as);
  feed.show(`${session.as} ${place.id}`, session.messages, nothingYet(place));
  composer.show(place);
  showHome(place);
  showCanvas();
  if (goal && session.messages.length) {
    feed.reveal(goal);
    goal = null;
  }
}

const nothingYet = (place) =>
  h("div", { class: "empty" },
    h("span", { class: "empty-sign" }, place.is_im ? avatar(place.user ?? place.id, "large") : icon("hash")),
    h("p", { class: "empty-title" }, `This is the beginning of ${placeName(place)}.`),
    place.purpose && h("p", {}, place.purpose));

function showThread() {
  const panel = at("thread");
  const { thread, channel, replies } = session;
  const opened = thread && thread !== shownThread;
  const left = !thread && panel.contains(document.activeElement) ? shownThread : "";
  shownThread = thread;
  panel.hidden = !thread;
  document.body.classList.toggle("has-thread", Boolean(thread));
  if (left) (feed.control(left) ?? composer).focus();
  if (!thread) return;
  const place = placeOf(channel);
  at("thread-place").textContent = placeName(place);
  threadFeed.show(`${session.as} ${thread}`, replies, null);
  threadComposer.show(place);
  if (opened) threadComposer.focus();
}

/** Say plainly when the app, or the playground itself, is down. */
function showBanner() {
  const box = at("banner");
  const bot = session.state?.bot;
  let sentence = "";
  if (!session.reachable) {
    sentence = "The playground does not answer. This page will go on when it does.";
  } else if (bot && !bot.up) {
    const why = bot.why ? ` (${bot.why})` : "";
    sentence = `${appName()} is not connected${why}. Nothing you do here reaches it.`;
  }
  box.hidden = !sentence;
  if (box.textContent === sentence) return;
  box.replaceChildren(...(sentence ? [icon("alert"), h("span", {}, sentence)] : []));
}

function toast(sentence) {
  const note = h("p", { class: "toast" }, sentence);
  at("toasts").replaceChildren(note);
  setTimeout(() => note.remove(), TOAST);
}

function go({ detail: { channel, ts, thread, canvas } }) {
  if (canvas) {
    const held = session.state.channels.some(({ canvases = [] }) => canvases.some(({ id }) => id === canvas));
    if (held) openCanvas(canvas);
    else toast("You do not see that canvas.");
    return;
  }
  if (!placeOf(channel)) {
    toast("You do not see that channel.");
    return;
  }
  goal = ts ?? null;
  open(channel, thread && thread !== ts ? thread : "");
}

function keys(event) {
  if (event.key === "F6") {
    event.preventDefault();
    region(event.shiftKey ? -1 : 1);
  }
  if (event.key !== "Escape" || event.defaultPrevented || !session.thread) return;
  if (at("thread").contains(document.activeElement)) open(session.channel);
}

const REGIONS = ["sidebar", "home", "canvas", "messages", "composer", "thread-messages", "thread-composer"];

/** Move the focus to the next part of the page, or to the one before. */
function region(step) {
  const shown = REGIONS.map(at).filter((box) => box.offsetParent && !box.closest("[inert]"));
  const now = shown.findIndex((box) => box.contains(document.activeElement));
  const next = shown[(now + step + shown.length) % shown.length];
  const targets = '[aria-current="page"], .message[tabindex="0"], textarea';
  const seen = (query) => [...next.querySelectorAll(query)].find((each) => each.checkVisibility());
  (seen(targets) ?? seen("button") ?? seen(".composer-closed") ?? next).focus();
}

startGuide();
watch(show);
onSay(toast);
startClock();
startDrawer();
document.addEventListener("go", go);
document.addEventListener("keydown", keys);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  composer.focus();
});
at("thread-close").addEventListener("click", () => open(session.channel));
await start();
if (document.activeElement === document.body && roomy.matches) composer.focus();
