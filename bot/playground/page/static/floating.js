/**
 * Panels that float beside what opened them: above everything, inside the window.
 * @module
 */

const GAP = 4;
const EDGE = 8;

/**
 * Open a panel beside an anchor and keep it there while things scroll.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} panel has the attribute `popover="manual"`
 * @param {{align?: "start"|"end", match?: boolean}} [how] `match`: as wide as the anchor
 * @returns {() => void} closes it
 */
export function float(anchor, panel, how = {}) {
  const move = () => place(anchor, panel, how);
  const scrolled = (event) => panel.contains(event.target) || move();
  panel.showPopover();
  move();
  window.addEventListener("scroll", scrolled, true);
  window.addEventListener("resize", move);
  return () => {
    window.removeEventListener("scroll", scrolled, true);
    window.removeEventListener("resize", move);
    if (panel.matches(":popover-open")) panel.hidePopover();
  };
}

function place(anchor, panel, { align = "start", match = false }) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const { style } = panel;
  style.minWidth = match ? `${box.width}px` : "";
  style.maxHeight = "";
  style.left = "0";
  const down = panel.offsetHeight <= below || below >= above;
  style.maxHeight = `${Math.max(down ? below : above, 80)}px`;
  const left = align === "end" ? box.right - panel.offsetWidth : box.left;
  const most = window.innerWidth - panel.offsetWidth - EDGE;
  style.left = `${Math.max(EDGE, Math.min(left, most))}px`;
  style.top = `${down ? box.bottom + GAP : box.top - GAP - panel.offsetHeight}px`;
}
