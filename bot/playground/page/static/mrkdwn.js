/**
 * Slack's mrkdwn as elements. Reading is linear in the text and makes only text nodes
 * of what people wrote.
 * @module
 */

import { h, icon } from "./dom.js";
import { drawn, ours, shown, sign, spoken } from "./emoji.js";
import { broadcast, channelMention, dateLeaf, link, userMention } from "./leaves.js";

const ATOM = /`[^`\n]+`|<[^<>\n]+>|:[a-z0-9_+-]+:|[*_~]|[^`<:*_~]+|[\s\S]/g;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const CIRCLE = /^(?:large_)?(\w+)_circle$/;

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Undo Slack's escaping, once. */
export const unescape = (text) => text.replace(/&(?:lt|gt|amp);/g, (one) => ENTITIES[one]);

/**
 * Show mrkdwn: code blocks, quotes, bullets and lines.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function mrkdwn(text) {
  const box = h("div", { class: "mrkdwn" });
  text.split(/```\n?/).forEach((part, index, parts) => {
    const closed = index % 2 === 1 && index < parts.length - 1;
    if (closed) {
      box.append(h("pre", { class: "code", tabindex: "0" }, unescape(part.trimEnd())));
    } else if (part.trim()) {
      box.append(...paragraphs(index % 2 ? `\`\`\`${part}` : part));
    }
  });
  return box;
}

const KINDS = [
  { kind: "quote", starts: /^(?:&gt;|>) ?/ },
  { kind: "bullet", starts: /^\s*[•◦‣] ?/ },
  { kind: "line", starts: /^/ },
];

/** Group lines of one kind and show each group. */
function paragraphs(text) {
  const groups = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const { kind, starts } = KINDS.find((each) => each.starts.test(line));
    if (groups.at(-1)?.kind !== kind) groups.push({ kind, lines: [] });
    groups.at(-1).lines.push(line.replace(starts, ""));
  }
  return groups.map(({ kind, lines }) => SHOW[kind](lines));
}

const joined = (lines) =>
  lines.flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line)));

const SHOW = {
  quote: (lines) => h("blockquote", {}, joined(lines)),
  bullet: (lines) => h("ul", {}, lines.map((line) => h("li", {}, inline(line)))),
  line: (lines) => h("p", {}, joined(lines)),
};

/**
 * Show one line of mrkdwn.
 * @param {string} text
 * @returns {(Node|string)[]}
 */
export const inline = (text) => build(text.match(ATOM) ?? []);

function build(atoms) {
  const out = [];
  for (let index = 0; index < atoms.length; index += 1) {
    const end = closing(atoms, index);
    if (end) {
      out.push(h(MARKS[atoms[index]], {}, build(atoms.slice(index + 1, end))));
      index = end;
    } else {
      out.push(leaf(atoms[index]));
    }
  }
  return out;
}

/** Return where the mark that opens here closes, or 0. */
function closing(atoms, start) {
  const mark = atoms[start];
  if (!(mark in MARKS)) return 0;
  const before = atoms[start - 1]?.at(-1) ?? " ";
  const after = atoms[start + 1]?.[0] ?? " ";
  if (/[\p{L}\p{N}]/u.test(before) || /\s/.test(after)) return 0;
  const ends = (atom, index) =>
    index > start + 1 &&
    atom === mark &&
    !/\s/.test(atoms[index - 1].at(-1)) &&
    !/^[\p{L}\p{N}]/u.test(atoms[index + 1] ?? " ");
  return Math.max(0, atoms.findIndex(ends));
}

function leaf(atom) {
  if (/^<.+>$/s.test(atom)) return angle(atom.slice(1, -1));
  if (/^`.+`$/s.test(atom)) return h("code", {}, unescape(atom.slice(1, -1)));
  if (/^:.+:$/.test(atom)) return emoji(atom.slice(1, -1));
  return unescape(atom);
}

/** Show an emoji by name, spoken by its name; in words where no font draws it. */
export function emoji(name) {
  if (!sign(name)) return shown(name);
  const look = { role: "img", "aria-label": spoken(name), title: `:${name}:` };
  if (drawn(sign(name))) return h("span", { class: "emoji", ...look }, sign(name));
  const colour = name.match(CIRCLE)?.[1];
  if (colour) return h("span", { class: `emoji-dot dot-${colour}`, ...look });
  if (ours(name)) return h("span", { class: `emoji-icon is-${name}`, ...look }, icon(ours(name)));
  return h("span", { class: "emoji-name", ...look }, `:${name}:`);
}

const ANGLES = [
  { form: /^@([UW]\w+)/, show: ([, id]) => userMention(id) },
  { form: /^#([CGD]\w+)(?:\|(.*))?$/, show: ([, id, name]) => channelMention(id, name) },
  { form: /^!(here|channel|everyone)/, show: ([, range]) => broadcast(range) },
  { form: /^!subteam\^(\w+)(?:\|(.*))?$/, show: ([, id, name]) => broadcast(name ?? id) },
  {
    form: /^!date\^(\d+)\^([^|^]*)(?:\^([^|]*))?\|(.*)$/,
    show: ([, at, format, url, otherwise]) =>
      dateLeaf(Number(at), format, unescape(otherwise), url),
  },
  {
    form: /^([a-z]+:[^|]*)(?:\|(.*))?$/i,
    show: ([, url, label]) => link(unescape(url), unescape(label ?? url)),
  },
];

function angle(inside) {
  for (const { form, show } of ANGLES) {
    const found = inside.match(form);
    if (found) return show(found);
  }
  return unescape(`<${inside}>`);
}

/**
 * Show a text object: mrkdwn, or plain text with its emoji.
 * @param {{type: string, text: string, emoji?: boolean}|null|undefined} object
 * @returns {(Node|string)[]}
 */
export function text(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return [mrkdwn(object.text)];
  return plain(object);
}

/** Show a plain text object's text with its emoji. */
export function plain(object) {
  if (object.emoji === false) return [object.text];
  return object.text
    .split(/(:[a-z0-9_+-]+:)/)
    .map((part, index) => (index % 2 ? emoji(part.slice(1, -1)) : part));
}
