/**
 * Charts as drawings, each with a legend and with a table of what it plots.
 * @module
 */

import { axes, s } from "./axes.js";
import { fresh, h } from "./dom.js";
import { exact } from "./figures.js";
import { values } from "./tables.js";

const NARROW = "(max-width: 760px)";
const RADIUS = 90;

/** How many points may have their value written beside them. */
const FEW = 12;

const KINDS = { bar: bars, line: (plot) => lines(plot, false), area: (plot) => lines(plot, true) };

/** Show a data visualization block. */
export function chart(block) {
  const { segments } = block.chart;
  const drawn = segments ? pie(block, segments) : plotted(block);
  const id = fresh("chart");
  return h("figure", { class: "chart", "aria-labelledby": id },
    h("figcaption", { id, class: "chart-title" }, block.title),
    drawn,
    h("details", { class: "chart-values" }, h("summary", {}, "Values"), values(block)));
}

const drawing = (block, kind, of, width, height, ...parts) =>
  s("svg", { class: `chart-drawing is-${kind}`, viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `${block.title}: a ${kind} chart of ${of}` }, ...parts);

/** Name what each colour stands for; `told` adds the values of a pie. */
const legend = (names, told = []) =>
  h("ul", { class: "chart-legend" }, names.map((name, index) =>
    h("li", {}, h("span", { class: `chart-mark colour-${index}`, "aria-hidden": "true" }),
      h("span", {}, name), told[index] && h("span", { class: "figure" }, told[index]))));

function pie(block, segments) {
  const total = segments.reduce((sum, { value }) => sum + value, 0);
  const share = (value) => Math.round((value / total) * 1000) / 10;
  let from = 0;
  const slices = segments.map(({ label, value }, index) => {
    const start = from;
    from += value / total;
    const hint = s("title", {}, `${label}: ${exact(value)}`);
    return slice(start, Math.min(from, 1), `fill-${index}`, hint);
  });
  const names = segments.map(({ label }) => label);
  const side = 2 * RADIUS + 4;
  return h("div", { class: "chart-pie" },
    drawing(block, "pie", names.join(", "), side, side, ...slices),
    legend(names, segments.map(({ value }) => `${exact(value)} (${share(value)} %)`)));
}

/** One slice, from one share of the whole to another; a whole one has no corners. */
function slice(start, end, colour, hint) {
  const middle = RADIUS + 2;
  if (end - start > 0.9999) {
    return s("circle", { class: colour, cx: middle, cy: middle, r: RADIUS }, hint);
  }
  const edge = (share) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return `${middle + RADIUS * Math.cos(angle)} ${middle + RADIUS * Math.sin(angle)}`;
  };
  const far = end - start > 0.5 ? 1 : 0;
  const d = `M${middle} ${middle}L${edge(start)}A${RADIUS} ${RADIUS} 0 ${far} 1 ${edge(end)}Z`;
  return s("path", { class: `slice ${colour}`, d }, hint);
}

function plotted(block) {
  const { type, series } = block.chart;
  const { categories, x_label: below, y_label: above } = block.chart.axis_config;
  const rows = series.map(({ name, data }) => {
    const held = new Map(data.map(({ label, value }) => [label, value]));
    return { name, values: categories.map((category) => held.get(category)) };
  });
  const width = matchMedia(NARROW).matches ? 330 : 560;
  const frame = axes(width, categories, rows.flatMap((row) => row.values), { below, above });
  const few = rows.length * categories.length <= FEW;
  const names = rows.map(({ name }) => name);
  return h("div", {},
    drawing(block, type, `${names.join(", ")} in ${categories.length} steps`, width, frame.height,
      frame.drawn, ...KINDS[type]({ rows, frame, categories, few })),
    legend(names));
}

const hint = (name, category, value) => s("title", {}, `${name}, ${category}: ${exact(value)}`);

const told = (x, y, value, below) =>
  s("text", { class: "chart-value", x, y: y + (below ? 12 : -5), "text-anchor": "middle" },
    exact(value));

function bars({ rows, frame, categories, few }) {
  const room = frame.slot * 0.76;
  const wide = room / rows.length;
  return rows.flatMap(({ name, values: row }, index) => row.map((value, at) => {
    const x = frame.x(at) - room / 2 + index * wide;
    const [zero, end] = [frame.y(0), frame.y(value)];
    const bar = s("rect", { class: `fill-${index}`, x, y: Math.min(zero, end),
      width: wide - Math.min(1, wide * 0.2), height: Math.max(Math.abs(end - zero), 1) },
      hint(name, categories[at], value));
    return s("g", {}, bar, few && told(x + wide / 2, end, value, value < 0));
  }));
}

function lines({ rows, frame, categories, few }, filled) {
  return rows.map(({ name, values: row }, index) => {
    const points = row.map((value, at) => [frame.x(at), frame.y(value)]);
    const path = points.map((point) => point.join(" ")).join("L");
    const [first, last] = [points[0][0], points.at(-1)[0]];
    const dots = row.map((value, at) => s("circle", { class: `fill-${index}`, cx: points[at][0],
      cy: points[at][1], r: 3.5 }, hint(name, categories[at], value)));
    const labels = few && rows.length === 1
      ? row.map((value, at) => told(points[at][0], points[at][1] - 2, value)) : [];
    return s("g", {},
      filled && s("path", { class: `area fill-${index}`,
        d: `M${first} ${frame.y(0)}L${path}L${last} ${frame.y(0)}Z` }),
      s("path", { class: `stroke stroke-${index}`, d: `M${path}` }), ...dots, ...labels);
  });
}
