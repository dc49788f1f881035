/**
 * Pictures of people: their initials on a tint, or the app's mark.
 * @module
 */

import { initials, person, tint } from "./directory.js";
import { h } from "./dom.js";

/**
 * Show a person's picture.
 * @param {string} id
 * @param {string} [size] "small" or "large"
 * @returns {HTMLElement}
 */
export function avatar(id, size = "") {
  const found = person(id);
  if (found?.is_bot || !found) {
    return h("span", { class: `avatar avatar-app ${size}`, "aria-hidden": "true" },
      h("img", { src: "/static/mark.svg", alt: "" }));
  }
  return h("span", { class: `avatar tint-${tint(id)} ${size}`, "aria-hidden": "true" },
    initials(id));
}
