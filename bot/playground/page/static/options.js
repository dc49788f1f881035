/**
 * What a picker offers: an element's own options, people and places.
 * @module
 */

import { time, now } from "./dates.js";
import * as directory from "./directory.js";
import { shown } from "./emoji.js";

const named = (object) =>
  object.text.replace(/:([a-z0-9_+-]+):/g, (_, name) => shown(name));

const option = (group) => (each) => ({
  value: each.value,
  label: named(each.text),
  description: each.description && named(each.description),
  group,
});

/**
 * Return the options of an element or of a suggestion, those in groups included.
 * @param {{options?: object[], option_groups?: object[]}} holder
 * @returns {import("./picker.js").Option[]}
 */
export const flat = ({ options = [], option_groups: groups = [] }) => [
  ...options.map(option()),
  ...groups.flatMap((group) => group.options.map(option(named(group.label)))),
];

/** Return the people who may be picked, with their title and local time. */
export const userOptions = () =>
  directory
    .everyone()
    .map((person) => ({
      value: person.id,
      label: directory.nameOf(person.id),
      description: [`@${person.name}`, person.title, person.tz && time(now(), person.tz)]
        .filter(Boolean)
        .join(" · "),
    }));

const placeOption = (place) => ({
  value: place.id,
  label: directory.placeName(place),
  description: place.is_private && !place.is_im ? "Private" : undefined,
});

/** Return the public channels that may be picked. */
export const channelOptions = () =>
  directory
    .places()
    .filter((place) => !place.is_private && !place.is_im && !place.is_archived)
    .map(placeOption);

const kindOf = (place) => {
  if (place.is_im) return "im";
  return place.is_private ? "private" : "public";
};

/**
 * Return the conversations that may be picked.
 * @param {{include?: string[]}} [filter]
 */
export const conversationOptions = (filter = {}) =>
  directory
    .places()
    .filter((place) => !place.is_archived)
    .filter((place) => !filter.include || filter.include.includes(kindOf(place)))
    .map(placeOption);
