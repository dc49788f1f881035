/* Set the theme before the first paint; a classic script, so that nothing flashes. */
"use strict";
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  /** Return the theme that was chosen here, else the one the system asks for. */
  const current = () =>
    localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");

  /** Show the present theme on the page and on its button. */
  const show = () => {
    root.dataset.theme = current();
    const button = document.getElementById("theme");
    button?.setAttribute("aria-pressed", String(current() === "dark"));
  };

  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme").addEventListener("click", () => {
      localStorage.setItem("theme", current() === "dark" ? "light" : "dark");
      show();
    });
  });
})();
