/**
 * What blocks stand on: how a press in a message or in a view reaches the app, and
 * where typed values are kept over a rebuild.
 * @module
 */

import { act } from "./api.js";
import { deed, say, session } from "./session.js";
import { base64 } from "./sharing.js";

/** Typed plain values and options that were offered, by surface, block and element. */
const typed = new Map();
const shown = new Map();

/** What was typed into fields that tell the app nothing yet, by the same key. */
const waiting = new Map();

const key = (surface, block, element) =>
  `${session.as} ${surface} ${block.block_id} ${element.action_id}`;

/** What every surface does alike; `at` says in requests where the element is. */
function surface(name, at, deedName) {
  return {
    kept: (block, element) => typed.get(key(name, block, element)),
    keep: (block, element, value) => keep(name, block, element, value),
    offered: (block, element) => shown.get(key(name, block, element)) ?? [],
    error: () => undefined,
    press: async (block, element, chosen) => {
      await flush(name, at, deedName);
      await deed(deedName, { ...at, ...where(block, element), ...chosen });
    },
    suggest: (block, element, query) => suggest(name, at, block, element, query),
    upload: (block, element, file) => upload(at, block, element, file),
  };
}

function keep(name, block, element, value) {
  const held = key(name, block, element);
  typed.set(held, value);
  const silent = block.type === "input" && !block.dispatch_action;
  if (silent) waiting.set(held, { ...where(block, element), value });
}

/** Put what was typed before a press where the press's payload will show it. */
async function flush(name, at, deedName) {
  const ours = [...waiting].filter(([held]) => held.startsWith(`${session.as} ${name} `));
  for (const [held, what] of ours) {
    waiting.delete(held);
    const value = what.value ?? ""; // null would say that nothing was put there
    await act(deedName, { user: session.as, ...at, ...what, value });
  }
}

const where = (block, element) => ({
  block_id: block.block_id,
  action_id: element.action_id,
});

async function suggest(name, at, block, element, query) {
  const least = element.min_query_length ?? 3;
  if (query.length < least) return {};
  const what = { user: session.as, ...at, ...where(block, element), value: query };
  try {
    const found = await act("suggest", what);
    const known = key(name, block, element);
    const { options = [], option_groups: groups = [] } = found;
    const all = [...options, ...groups.flatMap((group) => group.options)];
    shown.set(known, [...(shown.get(known) ?? []), ...all]);
    return found;
  } catch (error) {
    say(error.message);
    return {};
  }
}

/** Send a file that was chosen for a field; the app hears of it with the form. */
async function upload(at, block, element, file) {
  const sent = { name: file.name, mimetype: file.type || undefined, held: await base64(file) };
  const what = { user: session.as, ...at, ...where(block, element), ...sent };
  return (await act("upload", what)).file;
}

/** The surface of a message; what it changes to under the hand is pressed all the same. */
export function messageSurface(message) {
  const at = { channel: session.channel, ts: message.ts, stale: true };
  return {
    ...surface(`${at.channel}/${at.ts}`, at, "click"),
    said: `Choice in a message by ${message.author.name}`,
  };
}

/**
 * The surface of a view.
 * @param {object} view
 * @param {Map<string, string>} errors sentences by block_id
 * @param {object[]} fields takes the fields of input blocks
 */
export function viewSurface(view, errors, fields) {
  return {
    ...surface(view.id, { view: view.id }, "act"),
    said: view.title,
    error: (block) => errors.get(block.block_id),
    field: (field) => fields.push(field),
  };
}

/** Forget what was typed into a view that is gone. */
export function forget(viewId) {
  for (const held of [typed, shown, waiting]) {
    [...held.keys()].filter((each) => each.includes(` ${viewId} `))
      .forEach((each) => held.delete(each));
  }
}
