/**
 * Who and what the page knows by id: the names behind `<@U1>` and `<#C1>`.
 * @module
 */

const people = new Map();
const channels = new Map();
let self = "";

/**
 * Take in the state that the control API answered.
 * @param {{people: object[], channels: object[], app: object}} state
 * @param {string} as the person one acts as
 */
export function learn(state, as) {
  state.people.forEach((person) => people.set(person.id, person));
  people.set(state.app.user_id, appAsPerson(state.app));
  channels.clear();
  state.channels.forEach((channel) => channels.set(channel.id, channel));
  self = as;
}

const appAsPerson = ({ user_id: id, name }) => ({
  id,
  name: name.toLowerCase(),
  real_name: name,
  is_bot: true,
});

/** Return a person or bot by id, or undefined. */
export const person = (id) => people.get(id);

/** Return a channel that the reader sees, or undefined. */
export const channel = (id) => channels.get(id);

/** Return all channels that the reader sees. */
export const places = () => [...channels.values()];

/** Return everyone who may be picked: people first, then bots. */
export const everyone = () =>
  [...people.values()]
    .filter((each) => !each.deleted && !each.hidden)
    .sort((one, other) => Number(!!one.is_bot) - Number(!!other.is_bot));

/** Return the id of the person one acts as. */
export const me = () => self;

/** Return a person's full name, or their id. */
export const nameOf = (id) => people.get(id)?.real_name ?? id;

/** Return what a mention calls a person: the display name, else the full one. */
export const calledOf = (id) => people.get(id)?.display_name || nameOf(id);

/** Return a conversation's name as it is shown, with its sign. */
export const placeName = (place) =>
  place.is_im ? nameOf(place.user ?? place.name) : `#${place.name}`;

/** Return up to two letters for an avatar. */
export function initials(id) {
  const found = people.get(id);
  if (found?.initials) return found.initials;
  const words = nameOf(id).match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  const last = words.length > 1 ? words.at(-1)[0] : "";
  return (words[0][0] + last).toUpperCase();
}

/** Return which of the eight avatar tints a person has. */
export const tint = (id) => Math.max([...people.keys()].indexOf(id), 0) % 8;
