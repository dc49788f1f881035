/**
 * Putting right what one said: the message's text in a dialog of its own.
 * @module
 */

import { calledOf, channel } from "./directory.js";
import { fresh, h, rememberPlace } from "./dom.js";
import { unescape } from "./mrkdwn.js";
import { deed, session } from "./session.js";

/** Write a message's text as a person types it: names in place of ids. */
const typed = (text) =>
  unescape(text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${calledOf(id)}`)
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (_, id) => `#${channel(id)?.name ?? id}`)
    .replace(/<!(\w+)>/g, "@$1")
    .replace(/<(https?:[^>|]+)(?:\|[^>]*)?>/g, "$1"));

/** Ask for another text of *message*, and say that instead. */
export function edit(message) {
  const title = fresh("edit");
  const place = session.channel;
  const text = h("textarea", { class: "field", rows: 4,
    "aria-labelledby": title, autofocus: true }, typed(message.text ?? ""));
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": title },
    h("form", { method: "dialog" },
      h("h2", { id: title, class: "confirm-title" }, "Edit message"),
      h("div", { class: "confirm-text" }, text),
      h("div", { class: "confirm-foot" },
        h("button", { class: "button", value: "no" }, "Cancel"),
        h("button", { class: "button button-primary", value: "yes" }, "Save"))));
  const back = rememberPlace();
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    dialog.remove();
    back();
    if (dialog.returnValue === "yes") {
      deed("edit", { channel: place, ts: message.ts, text: text.value });
    }
  });
}
