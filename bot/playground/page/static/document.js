/**
 * The Markdown of a canvas as elements. Reading is linear in the text and makes only
 * text nodes of what people wrote.
 * @module
 */

import { h } from "./dom.js";
import { channelMention, link, userMention } from "./leaves.js";

const ATOM = /\\[!-/:-@[-`{-~]|`[^`\n]+`|!\[\]\([@#]\w+\)|\[[^\]\n]*\]\([^()\s]+\)|\*\*|~~|[*_]|[^\\`![*_~]+|[\s\S]/g;
const MARKS = { "**": "strong", "*": "em", _: "em", "~~": "s" };

const KINDS = [
  { kind: "heading", starts: /^#{1,3} / },
  { kind: "table", starts: /^\|/ },
  { kind: "quote", starts: /^> ?/, cut: true },
  { kind: "bullets", starts: /^[-*] /, cut: true },
  { kind: "numbers", starts: /^\d+[.)] /, cut: true },
  { kind: "gap", starts: /^\s*$/ },
  { kind: "lines", starts: /^/ },
];
const ALONE = new Set(["heading"]);

/**
 * Show a document of Markdown.
 * @param {string} text
 * @returns {Node[]}
 */
export function markdown(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const { kind, starts, cut } = KINDS.find((each) => each.starts.test(line));
    if (groups.at(-1)?.kind !== kind || ALONE.has(kind)) groups.push({ kind, lines: [] });
    groups.at(-1).lines.push(cut ? line.replace(starts, "") : line);
  }
  return groups.filter(({ kind }) => kind !== "gap").map(({ kind, lines }) => SHOW[kind](lines));
}

const SHOW = {
  heading: ([line]) => h(`h${line.indexOf(" ") + 2}`, {}, inline(line.replace(/^#+ /, ""))),
  quote: (lines) => h("blockquote", {}, joined(lines)),
  bullets: (lines) => h("ul", {}, lines.map((line) => h("li", {}, inline(line)))),
  numbers: (lines) => h("ol", {}, lines.map((line) => h("li", {}, inline(line)))),
  lines: (lines) => h("p", {}, joined(lines)),
  table,
};

/** Lines one below the other; a break that was marked is not marked again. */
const joined = (lines) =>
  lines.flatMap((line, index) => {
    const shown = inline(line.replace(/\\$/, ""));
    return index ? [h("br"), ...shown] : shown;
  });

/** A table; one without headings is read by the first cell of each row. */
function table(lines) {
  const rows = lines.map(cells);
  const ruled = rows[1]?.every((cell) => /^:?-+:?$/.test(cell));
  const [head, ...rest] = ruled ? [rows[0], ...rows.slice(2)] : [[], ...rows];
  const titled = head.some(Boolean);
  const first = (cell) => h("th", { scope: "row" }, inline(cell));
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", { class: "table" },
      titled && h("thead", {}, h("tr", {},
        head.map((cell) => (cell ? h("th", { scope: "col" }, inline(cell)) : h("td", {}))))),
      h("tbody", {}, rest.map((row) => h("tr", {},
        row.map((cell, index) => (index ? h("td", {}, inline(cell)) : first(cell))))))));
}

const cells = (line) =>
  (line.match(/(?:\\.|[^|\\])+/g) ?? []).map((cell) => cell.trim());

const inline = (text) => build(text.match(ATOM) ?? []);

function build(atoms) {
  const out = [];
  for (let index = 0; index < atoms.length; index += 1) {
    const mark = atoms[index];
    const end = mark in MARKS ? atoms.indexOf(mark, index + 2) : -1;
    if (end > 0) {
      out.push(h(MARKS[mark], {}, build(atoms.slice(index + 1, end))));
      index = end;
    } else {
      out.push(leaf(mark));
    }
  }
  return out;
}

function leaf(atom) {
  if (/^\\./.test(atom)) return atom[1];
  if (/^`.+`$/.test(atom)) return h("code", {}, atom.slice(1, -1));
  const [, sign, id] = atom.match(/^!\[\]\(([@#])(\w+)\)$/) ?? [];
  if (id) return sign === "@" ? userMention(id) : channelMention(id);
  const [, label, url] = atom.match(/^\[([^\]]*)\]\((.+)\)$/) ?? [];
  return url ? link(url, label || url) : atom;
}
