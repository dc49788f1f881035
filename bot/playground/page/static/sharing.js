/**
 * Sharing a file in the channel that is open.
 * @module
 */

import { h } from "./dom.js";
import { deed, say, session } from "./session.js";

const MOST = 2_000_000;

/** Let the person choose a file, and share it. */
export function share() {
  const { channel } = session;
  const chosen = h("input", { type: "file", on: { change: () => send(chosen.files[0], channel) } });
  chosen.click();
}

async function send(file, channel) {
  if (file.size > MOST) {
    say("This Slack takes files of up to 2 MB.");
    return;
  }
  const held = await base64(file);
  await deed("share", { channel, name: file.name, mimetype: file.type || "text/plain", held });
}

/** Read a file as base64. */
export const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
