/**
 * What this page shows: who one acts as, the open place, and what the control API
 * last said about them. Others subscribe, and act through `deed`.
 * @module
 */

import { act, follow, read, trouble, Unreachable } from "./api.js";
import { setHere } from "./dates.js";
import { learn, person } from "./directory.js";
import { withNotices } from "./notices.js";

/** The one session of this page; read it, change it through the functions below. */
export const session = {
  as: "",
  channel: "",
  thread: "",
  tab: "messages",
  canvas: "",
  page: null,
  state: null,
  messages: [],
  replies: [],
  reachable: true,
};

/** Milliseconds after which a playground that did not answer is asked again. */
const RETRY = 1000;

const watchers = [];
const toasters = [];
let unfollow = () => {};
let running = null;
let again = false;
let retry = 0;

/** Call back after each change of the session. */
export const watch = (watcher) => watchers.push(watcher);

/** Call back with each sentence that the person should read. */
export const onSay = (toaster) => toasters.push(toaster);

/** Tell the person something in passing. */
export const say = (sentence) => toasters.forEach((toaster) => toaster(sentence));

const tell = () => watchers.forEach((watcher) => watcher(session));

/** Start with what the address says, else with the first person and place. */
export async function start() {
  const asked = new URLSearchParams(location.hash.slice(1));
  session.as = asked.get("as") ?? sessionStorage.getItem("as") ?? "";
  session.channel = asked.get("in") ?? permalinked() ?? "";
  session.thread = asked.get("thread") ?? "";
  session.canvas = asked.get("canvas") ?? documented() ?? "";
  await refresh();
  listen();
}

const permalinked = () => location.pathname.match(/^\/archives\/(\w+)/)?.[1];

const documented = () => location.pathname.match(/^\/docs\/\w+\/(F\w+)/)?.[1];

function listen() {
  unfollow();
  unfollow = follow(session.as, refresh, (open) => {
    session.reachable = open;
    if (open) refresh();
    else tell();
  });
}

/** Act as another person. */
export async function actAs(id) {
  session.as = id;
  session.thread = "";
  sessionStorage.setItem("as", id);
  await refresh();
  listen();
}

/** Open a channel or direct message, and a thread in it. */
export async function open(channel, thread = "") {
  if (session.channel !== channel) session.messages = [];
  if (session.thread !== thread) session.replies = [];
  Object.assign(session, { channel, thread, canvas: "", page: null });
  tell();
  await refresh();
}

/** Open a canvas among the tabs of a channel, or with "" its messages again. */
export async function openCanvas(id) {
  Object.assign(session, { canvas: id, page: null });
  tell();
  await refresh();
}

/** Show another tab of the app's direct messages: `home` or `messages`. */
export function tab(name) {
  session.tab = name;
  tell();
}

/** Read everything that is shown again; calls while one runs are answered by one more. */
export function refresh() {
  again = true;
  running ??= (async () => {
    while (again) {
      again = false;
      await load().catch(lost);
    }
    running = null;
    tell();
  })();
  return running;
}

function lost(error) {
  if (!(error instanceof Unreachable)) {
    say(error.message);
    return;
  }
  session.reachable = false;
  clearTimeout(retry);
  retry = setTimeout(refresh, RETRY);
}

async function load() {
  const asked = session.as;
  const state = await read("state", { as: asked, hidden: "" });
  session.state = state;
  session.reachable = true;
  settle(state);
  if (session.as !== asked) {
    again = true;
    return;
  }
  learn(state, session.as);
  setHere(person(session.as)?.tz, state.clock.now);
  await loadPlace();
  remember();
}

/** Tell whether one may act as this person. */
export const mayAct = (each) =>
  !each.is_bot && !each.deleted && !each.hidden && !each.is_stranger;

/** Keep to people and places that exist and that the person sees. */
function settle(state) {
  const people = state.people.filter(mayAct);
  if (!people.some(({ id }) => id === session.as)) session.as = people[0].id;
  const holds = ({ canvases = [] }) => canvases.some(({ id }) => id === session.canvas);
  const holder = session.canvas && state.channels.find(holds);
  if (holder) session.channel = holder.id;
  else session.canvas = "";
  const sees = state.channels.some(({ id }) => id === session.channel);
  if (sees) return;
  session.thread = "";
  session.channel = home(state.channels)?.id ?? "";
}

const home = (channels) =>
  channels.find(({ name }) => name === "incidents") ??
  channels.find((each) => each.is_member && !each.is_archived) ??
  channels[0];

async function loadPlace() {
  const { as, channel, thread, canvas } = session;
  if (!channel) return;
  const path = `channels/${channel}`;
  const [place, under, opened] = await Promise.all([
    read(path, { as }),
    thread ? read(path, { as, thread }) : { messages: [] },
    canvas ? read(`canvases/${canvas}`, { as }) : { canvas: null },
  ]);
  if (session.channel !== channel || session.thread !== thread) return;
  session.messages = withNotices(place.messages, session);
  session.replies = under.messages;
  if (session.canvas === canvas) session.page = opened.canvas;
}

function remember() {
  const { as, channel, thread, canvas } = session;
  const more = { ...(thread && { thread }), ...(canvas && { canvas }) };
  const place = new URLSearchParams({ as, in: channel, ...more });
  history.replaceState(null, "", `/#${place}`);
}

/** The app's name, as people know it. */
export const appName = () =>
  session.state?.app.name ?? document.documentElement.dataset.app;

/**
 * Do something as the person, and show what came of it.
 * @param {string} name of the deed in the control API
 * @param {object} what without the user
 * @param {{quiet?: boolean}} [how] `quiet`: the caller tells of trouble itself
 * @returns {Promise<{answer: object|null, why: string|null, fields: object}>} `why`: what
 *   went wrong; `fields`: what is wrong with a form, by block_id
 */
export async function deed(name, what, how = {}) {
  const done = await attempt(name, what);
  if (done.why && !how.quiet) say(done.why);
  await refresh();
  return done;
}

async function attempt(name, what) {
  try {
    const answer = await act(name, { user: session.as, ...what });
    return { answer, why: trouble(answer, appName()), fields: answer.errors ?? {} };
  } catch (error) {
    return { answer: null, why: error.message, fields: error.fields ?? {} };
  }
}
