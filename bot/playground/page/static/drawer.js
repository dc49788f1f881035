/**
 * The left side as a drawer, where the window is narrow.
 * @module
 */

import { at } from "./dom.js";

const narrow = window.matchMedia("(max-width: 760px)");

function set(open) {
  const opens = open && narrow.matches;
  const sidebar = at("sidebar");
  sidebar.classList.toggle("is-open", opens);
  sidebar.inert = narrow.matches && !opens;
  ["topbar", "channel", "thread"].forEach((id) => {
    at(id).inert = opens;
  });
  at("scrim").hidden = !opens;
  at("drawer-open").setAttribute("aria-expanded", String(opens));
}

function close() {
  if (!at("sidebar").classList.contains("is-open")) return;
  set(false);
  at("drawer-open").focus();
}

/** Wire the drawer: it closes when a place or a person is chosen. */
export function startDrawer() {
  set(false);
  narrow.addEventListener("change", () => set(false));
  at("drawer-open").addEventListener("click", () => {
    set(true);
    at("drawer-close").focus();
  });
  at("drawer-close").addEventListener("click", close);
  at("scrim").addEventListener("click", close);
  at("sidebar").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  at("sidebar").addEventListener("click", (event) => {
    if (event.target.closest(".place, .menu-item")) close();
  });
}
