/**
 * The question before a deed.
 * @module
 */

import { fresh, h, rememberPlace } from "./dom.js";
import { text } from "./mrkdwn.js";

/**
 * Ask a button's confirm question.
 * @param {{title: object, text: object, confirm: object, deny: object, style?: string}} asked
 * @returns {Promise<boolean>} whether the person agreed
 */
export function confirmed(asked) {
  const title = fresh("confirm");
  const about = fresh("confirm");
  const danger = asked.style === "danger";
  const dialog = h(
    "dialog",
    { class: "confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": about },
    h("form", { method: "dialog" },
      h("h2", { id: title, class: "confirm-title" }, asked.title.text),
      h("div", { id: about, class: "confirm-text" }, text(asked.text)),
      h("div", { class: "confirm-foot" },
        h("button", { class: "button", value: "no" }, asked.deny.text),
        h("button", { class: danger ? "button button-danger" : "button button-primary",
          value: "yes" }, asked.confirm.text))),
  );
  const back = rememberPlace();
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      back();
      resolve(dialog.returnValue === "yes");
    });
  });
}
