/**
 * Blocks as elements.
 * @module
 */

import { chart } from "./charts.js";
import { h } from "./dom.js";
import { interactive } from "./elements.js";
import { inputBlock } from "./inputs.js";
import { mrkdwn, plain, text } from "./mrkdwn.js";
import { source } from "./pictures.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

/** @typedef {import("./elements.js").Surface} Surface */

const BLOCKS = {
  section,
  header: (block) => h("h3", { class: "block-header" }, plain(block.text)),
  divider: () => h("hr", { class: "block-divider" }),
  image: (block) => picture(block, "block-image"),
  context: (block) => h("div", { class: "block-context" }, block.elements.map(contextual)),
  actions: (block, surface) =>
    h("div", { class: "block-actions" },
      block.elements.map((element) => interactive(element, block, surface))),
  input: inputBlock,
  rich_text: richText,
  table,
  data_table: dataTable,
  data_visualization: chart,
  markdown: (block) => h("div", { class: "mrkdwn prewrap" }, block.text),
  alert: (block) =>
    h("div", { class: `block-alert is-${block.level ?? "default"}` }, text(block.text)),
};

/**
 * Show the blocks of a message or view.
 * @param {object[]} blocks
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export const showBlocks = (blocks, surface) =>
  h("div", { class: "blocks" }, blocks.map((block) => show(block, surface)));

function show(block, surface) {
  const made = BLOCKS[block.type]?.(block, surface) ?? unknown(block);
  made.dataset.block = block.block_id ?? "";
  return made;
}

const unknown = (block) =>
  h("p", { class: "block-unknown" }, `A block of the type “${block.type}”.`);

function section(block, surface) {
  const accessory = block.accessory && aside(block.accessory, block, surface);
  return h(
    "div",
    { class: accessory ? "block-section has-accessory" : "block-section" },
    h("div", { class: "section-body" },
      block.text && text(block.text),
      block.fields &&
        h("div", { class: "block-fields" },
          block.fields.map((each) => h("div", { class: "block-field" }, text(each))))),
    accessory,
  );
}

function aside(accessory, block, surface) {
  const image = accessory.type === "image";
  return h("div", { class: "accessory" },
    image ? picture(accessory, "accessory-image") : interactive(accessory, block, surface));
}

function picture(image, style) {
  return h("figure", { class: style },
    image.title && h("figcaption", {}, plain(image.title)),
    h("img", { src: source(image), alt: image.alt_text, loading: "lazy" }));
}

function contextual(element) {
  if (element.type === "image") {
    return h("img", { class: "context-image", src: source(element),
      alt: element.alt_text });
  }
  return h("div", { class: "context-text" },
    element.type === "mrkdwn" ? mrkdwn(element.text) : plain(element));
}
