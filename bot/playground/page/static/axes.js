/**
 * What stands around the lines and bars of a chart: the scale, its ticks, the names.
 * @module
 */

import { short } from "./figures.js";

const SPACE = "http://www.w3.org/2000/svg";

/** Pixels that a letter of a label takes. */
const LETTER = 6.6;

/** How many ticks a scale has, about. */
const TICKS = 4;

const PLOT = 170;

/**
 * Make an element of a drawing.
 * @param {string} tag
 * @param {Record<string, string|number>} given
 * @param {...(Node|string|false|null|undefined)} children
 * @returns {SVGElement}
 */
export function s(tag, given = {}, ...children) {
  const element = document.createElementNS(SPACE, tag);
  Object.entries(given).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children.filter(Boolean));
  return element;
}

/** Choose round ticks around all values and zero. */
function ticks(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / TICKS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * unit).find((each) => each >= rough);
  const first = Math.floor(low / step);
  const count = Math.max(Math.ceil(high / step), 1) - first;
  return Array.from({ length: count + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)));
}

/**
 * Draw the axes of a chart.
 * @param {number} width
 * @param {string[]} categories
 * @param {number[]} values
 * @param {{below?: string, above?: string}} said the names of the two axes
 * @returns {{drawn: SVGElement, height: number, slot: number,
 *   x: (index: number) => number, y: (value: number) => number}} where things stand
 */
export function axes(width, categories, values, said) {
  const marks = ticks(values);
  const written = marks.map((mark) => short(mark));
  const left = Math.max(...written.map((each) => each.length)) * LETTER + 10;
  const top = said.above ? 34 : 18;
  const slot = (width - left - 8) / categories.length;
  const [low, high] = [marks[0], marks.at(-1)];
  const x = (index) => left + slot * (index + 0.5);
  const y = (value) => top + PLOT * (1 - (value - low) / (high - low));
  const height = top + PLOT + (said.below ? 44 : 26);
  const drawn = s("g", { class: "chart-axes" },
    ...marks.flatMap((mark, index) => tick(mark, written[index], left, width, y)),
    ...names(categories, slot, (index, half) => clamp(x(index), half + 2, width - half - 2),
      top + PLOT + 18),
    said.above && s("text", { class: "chart-axis", x: 2, y: 13 }, said.above),
    said.below && s("text", { class: "chart-axis", x: (left + width) / 2, y: height - 6,
      "text-anchor": "middle" }, said.below));
  return { drawn, height, slot, x, y };
}

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

const tick = (mark, written, left, width, y) => [
  s("line", { class: mark === 0 ? "zero" : "grid", x1: left, x2: width - 4, y1: y(mark),
    y2: y(mark) }),
  s("text", { x: left - 6, y: y(mark) + 4, "text-anchor": "end" }, written),
];

/** Write the name of each category, or of every nth where they stand too close. */
function names(categories, slot, x, y) {
  const wide = (name) => [...name].length * LETTER;
  const each = Math.ceil((Math.max(...categories.map(wide)) + 8) / slot);
  const one = (name, index) =>
    s("text", { class: "chart-name", x: x(index, wide(name) / 2), y, "text-anchor": "middle" },
      name);
  return categories.map((name, index) => index % each === 0 && one(name, index));
}
