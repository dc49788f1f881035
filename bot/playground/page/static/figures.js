/**
 * Numbers as they are written: in full beside what they count, short on a scale.
 * @module
 */

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** Tell whether a number would be a long row of noughts. */
const extreme = (value) => value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4);

/** Write a number in full. */
export const exact = (value) =>
  extreme(value) ? String(value) : value.toLocaleString("en", { maximumFractionDigits: 6 });

/** Write a number for a scale, where there is little room. */
export const short = (value) =>
  extreme(value) ? value.toExponential().replace(/(\.\d\d)\d+/, "$1") : compact.format(value);
