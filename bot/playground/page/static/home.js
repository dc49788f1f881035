/**
 * The app's Home tab, beside its direct messages.
 * @module
 */

import { showBlocks } from "./blocks.js";
import { at, h, remember } from "./dom.js";
import { appName, deed, session, tab } from "./session.js";
import { viewSurface } from "./surfaces.js";

const TABS = { home: "Home", messages: "Messages" };

/** Tell whether a place has a Home tab. */
export const hasHome = (place) =>
  Boolean(place.is_im && session.state.app.home_tab && place.user === session.state.app.user_id);

/** Return the buttons that change between Home and the messages. */
export const tabs = (place) =>
  hasHome(place) &&
  h("div", { class: "tabs", role: "group", "aria-label": appName() },
    Object.entries(TABS).map(([name, label]) =>
      h("button", { class: "tab", type: "button", "aria-pressed": String(session.tab === name),
        data: { focus: `tab/${name}` },
        on: { click: (event) => choose(event.currentTarget, name) } }, label)));

/** Change the tab. */
function choose(button, name) {
  button.parentElement.querySelectorAll(".tab").forEach((each) =>
    each.setAttribute("aria-pressed", String(each === button)));
  tab(name);
}

/** Let the app hear that its Home was opened: each time that somebody comes to it. */
function hear(box, open) {
  const who = open ? session.as : "";
  if ((box.dataset.who ?? "") === who) return;
  box.dataset.who = who;
  if (who) deed("home", {});
}

/** Show the Home tab or the messages of this place. */
export function showHome(place) {
  const open = hasHome(place) && session.tab === "home";
  const box = at("home");
  box.hidden = !open;
  hear(box, open);
  at("messages").hidden = open;
  at("composer").hidden = open;
  const view = session.state.home;
  const print = `${session.as} ${view?.id} ${view?.hash}`;
  if (!open || box.dataset.print === print) return;
  box.dataset.print = print;
  const focus = remember(box);
  box.replaceChildren(view
    ? showBlocks(view.blocks, viewSurface({ ...view, title: "Home" }, new Map(), []))
    : h("p", { class: "home-empty" }, `${appName()} shows nothing here yet.`));
  focus();
}
