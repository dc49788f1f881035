/**
 * Blocks of figures as tables: tables, data tables, and what charts plot.
 * @module
 */

import { h } from "./dom.js";
import { exact } from "./figures.js";
import { richText } from "./richtext.js";

/** Show a table block; its first row is not told apart from the others. */
export const table = (block) =>
  framed(null, [], block.rows.map((row) => row.map(cell)), block.column_settings ?? []);

/** Show a data table: its first row names the columns. */
export function dataTable(block) {
  const [names, ...rows] = block.rows.map((row) => row.map(cell));
  return framed(block.caption, names, rows, []);
}

/** Show what a chart plots: a row for each category, or for each slice of a pie. */
export function values(block) {
  const { segments, series = [], axis_config: axes } = block.chart;
  if (segments) {
    return framed(block.title, ["", ""], segments.map(({ label, value }) => [label, figure(value)]), []);
  }
  const names = ["", ...series.map(({ name }) => name)];
  const point = ({ data }, name) => data.find(({ label }) => label === name);
  const rows = axes.categories.map((name) =>
    [name, ...series.map((each) => figure(point(each, name).value))]);
  return framed(block.title, names, rows, []);
}

const figure = (value) => h("span", { class: "figure" }, exact(value));

function cell(each) {
  if (each.type === "rich_text") return richText(each);
  return each.type === "raw_number" ? h("span", { class: "figure" }, each.text) : each.text;
}

function framed(caption, names, rows, settings) {
  const counts = (index) => rows.every((row) => row[index]?.className === "figure");
  const side = (index) => `is-${settings[index]?.align ?? (counts(index) ? "right" : "left")}`;
  return h("div", { class: "table-frame", tabindex: "0", role: "group",
    "aria-label": caption ?? "Table" },
    h("table", { class: "table" },
      caption && h("caption", {}, caption),
      names.some(Boolean) && h("thead", {}, h("tr", {}, names.map((name, index) => heading(name, side(index))))),
      h("tbody", {}, rows.map((row) =>
        h("tr", {}, row.map((each, index) => h("td", { class: side(index) }, each)))))));
}

const heading = (name, style) =>
  name ? h("th", { scope: "col", class: style }, name) : h("td", {});
