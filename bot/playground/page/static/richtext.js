/**
 * rich_text blocks as elements.
 * @module
 */

import { h } from "./dom.js";
import { broadcast, channelMention, dateLeaf, link, userMention } from "./leaves.js";
import { emoji } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

const LEAVES = {
  text: (leaf) => lines(leaf.text),
  link: (leaf) => [link(leaf.url, leaf.text || leaf.url)],
  user: (leaf) => [userMention(leaf.user_id)],
  usergroup: (leaf) => [broadcast(leaf.usergroup_id)],
  channel: (leaf) => [channelMention(leaf.channel_id)],
  team: (leaf) => [leaf.team_id],
  emoji: (leaf) => [emoji(leaf.name)],
  broadcast: (leaf) => [broadcast(leaf.range)],
  date: (leaf) => [dateLeaf(leaf.timestamp, leaf.format, leaf.fallback ?? "", leaf.url)],
  color: (leaf) => [h("code", {}, leaf.value)],
};

const lines = (text) =>
  text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));

/** Show one leaf inside the elements of its styles. */
function leaf(each) {
  const shown = LEAVES[each.type]?.(each) ?? [];
  return Object.entries(STYLES).reduce(
    (inner, [style, tag]) => (each.style?.[style] ? [h(tag, {}, inner)] : inner),
    shown,
  );
}

const leaves = (elements) => elements.flatMap(leaf);

const ELEMENTS = {
  rich_text_section: (each) => h("p", {}, leaves(each.elements)),
  rich_text_quote: (each) => h("blockquote", {}, leaves(each.elements)),
  rich_text_preformatted: (each) =>
    h("pre", { class: "code", tabindex: "0" }, leaves(each.elements)),
  rich_text_list: list,
};

function list(each) {
  const ordered = each.style === "ordered";
  const start = ordered && each.offset ? each.offset + 1 : null;
  return h(
    ordered ? "ol" : "ul",
    { start, class: `indent-${Math.min(each.indent ?? 0, 8)}` },
    each.elements.map((item) => h("li", {}, leaves(item.elements))),
  );
}

/**
 * Show a rich_text block.
 * @param {{elements: object[]}} block
 * @returns {HTMLElement}
 */
export function richText(block) {
  const shown = block.elements.map((each) => ELEMENTS[each.type]?.(each));
  return h("div", { class: "mrkdwn rich" }, shown);
}
