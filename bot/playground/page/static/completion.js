/**
 * What the message box offers to complete: commands, their verbs, people, channels.
 * @module
 */

import { everyone, nameOf, places } from "./directory.js";
import { session } from "./session.js";

/**
 * @typedef {object} Offer
 * @property {string} text what it puts in place of what was typed
 * @property {string} label
 * @property {string} [usage] beside the label
 * @property {string} [note]
 */

const MOST = 60;

/** Ways to complete, the first whose form fits the text before the caret. */
const WAYS = [
  { form: /^(\/\S*)$/, offers: commands },
  { form: /^(\/\S+ \S*)$/, offers: verbs },
  { form: /(?:^|\s)@([\w.-]*)$/, offers: people },
  { form: /(?:^|\s)#([\w-]*)$/, offers: channels },
];

/**
 * Say what may complete the text before the caret.
 * @param {string} before
 * @returns {{typed: string, offers: Offer[]}}
 */
export function complete(before) {
  for (const { form, offers } of WAYS) {
    const found = before.match(form);
    if (found) return { typed: found[1], offers: offers(found[1]).slice(0, MOST) };
  }
  return { typed: "", offers: [] };
}

function commands(typed) {
  return (session.state.commands ?? [])
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map(({ command, description, usage_hint: usage }) => ({
      text: `${command} `,
      label: command,
      usage,
      note: description,
    }));
}

/** The verbs that a command's usage hint names before its first space, as `a | b | c`. */
function verbs(typed) {
  const [name, part] = typed.split(" ");
  const command = (session.state.commands ?? []).find((each) => each.command === name);
  return (command?.usage_hint ?? "")
    .split("|")
    .map((verb) => verb.trim().replace(/^\[|\]$/g, ""))
    .filter((verb) => /^[a-z]/.test(verb) && verb.startsWith(part.toLowerCase()))
    .map((verb) => ({ text: `${name} ${verb.split(" ")[0]} `, label: `${name} ${verb}` }));
}

function people(typed) {
  const wanted = typed.toLowerCase();
  return everyone()
    .filter((person) => `${person.name} ${nameOf(person.id)}`.toLowerCase().includes(wanted))
    .map((person) => ({
      text: `${person.name} `,
      label: `@${person.name}`,
      note: [nameOf(person.id), person.title].filter(Boolean).join(" · "),
    }));
}

function channels(typed) {
  return places()
    .filter((place) => !place.is_im && place.name.includes(typed.toLowerCase()))
    .map((place) => ({ text: `${place.name} `, label: `#${place.name}`, note: place.topic }));
}
