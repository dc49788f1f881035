/**
 * Dates as the reader sees them: in the zone of the person one acts as, and
 * relative to the workspace's clock.
 * @module
 */

const DAY = 86400;

/** The zone and the present moment; `setHere` keeps them. */
const here = { zone: "UTC", now: 0 };

/**
 * Say where and when the reader is.
 * @param {string} zone IANA name
 * @param {number} now Unix seconds of the workspace's clock
 */
export function setHere(zone, now) {
  here.zone = zone || "UTC";
  here.now = now;
}

/** Return the present moment of the workspace's clock, in Unix seconds. */
export const now = () => here.now;

const shapes = new Map();

/**
 * Write a moment by Intl's options, in the reader's zone unless told otherwise.
 * @param {number} seconds Unix seconds
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [zone]
 * @returns {string}
 */
export function write(seconds, options, zone = here.zone) {
  const key = zone + JSON.stringify(options);
  if (!shapes.has(key)) {
    shapes.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  }
  return shapes.get(key).format(new Date(seconds * 1000));
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

/** Write the time of day, such as `14:05`. */
export const time = (seconds, zone) => write(seconds, CLOCK, zone);

/** Write the day of a divider: today, yesterday, or the date. */
export const day = (seconds) => near(seconds) ?? write(seconds, LONG);

/** Write a moment in full, for a tooltip and for screen readers. */
export const full = (seconds) => write(seconds, { ...LONG, ...CLOCK });

/** Write a moment shortly: the time today, else with its day. */
export const short = (seconds) =>
  near(seconds) === "Today"
    ? time(seconds)
    : `${write(seconds, { day: "numeric", month: "short" })}, ${time(seconds)}`;

/** Return the number of the calendar day in the reader's zone. */
function dayNumber(seconds) {
  const [year, month, date] = stamp(seconds).slice(0, 10).split("-").map(Number);
  return Date.UTC(year, month - 1, date) / 1000 / DAY;
}

function near(seconds) {
  const away = dayNumber(seconds) - dayNumber(here.now);
  return { 0: "Today", 1: "Tomorrow", "-1": "Yesterday" }[away] ?? null;
}

/** Write `2026-11-22T14:05`, the form of the browser's date and time fields. */
export function stamp(seconds, zone = here.zone) {
  const parts = write(
    seconds,
    { year: "numeric", month: "2-digit", day: "2-digit", ...CLOCK },
    zone,
  );
  const [date, clock] = parts.split(", ");
  return `${date.split("/").reverse().join("-")}T${clock}`;
}

/**
 * Read `2026-11-22T14:05` as a moment in the reader's zone.
 * @param {string} text
 * @returns {number|null} Unix seconds
 */
export function moment(text) {
  const asIfUtc = text ? Date.parse(`${text}:00Z`) / 1000 : NaN;
  if (Number.isNaN(asIfUtc)) return null;
  const shift = (seconds) => Date.parse(`${stamp(seconds)}:00Z`) / 1000 - seconds;
  const guess = asIfUtc - shift(asIfUtc);
  return Math.round(asIfUtc - shift(guess));
}

/** Units of time in seconds, each from where the next smaller one rounds up to it. */
const UNITS = [
  ["day", DAY, DAY - 1800],
  ["hour", 3600, 3570],
  ["minute", 60, 59.5],
  ["second", 1, 0],
];

/** Say how long ago, or in how long, a moment is, to the nearest whole unit. */
export function ago(seconds) {
  const away = seconds - here.now;
  const [unit, size] = UNITS.find(([, , least]) => Math.abs(away) >= least);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return words.format(Math.round(away / size), unit);
}

const TOKENS = {
  date_num: (s) => stamp(s).slice(0, 10),
  date: (s) => write(s, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (s) => write(s, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (s) => write(s, LONG),
  date_pretty: (s) => near(s)?.toLowerCase() ?? TOKENS.date(s),
  date_short_pretty: (s) => near(s)?.toLowerCase() ?? TOKENS.date_short(s),
  date_long_pretty: (s) => near(s)?.toLowerCase() ?? TOKENS.date_long(s),
  time: (s) => time(s),
  time_secs: (s) => write(s, { ...CLOCK, second: "2-digit" }),
  ago: (s) => ago(s),
};

/**
 * Fill a date format such as `{date_short_pretty} at {time}`.
 * @param {number} seconds
 * @param {string} format
 * @returns {string}
 */
export function fill(seconds, format) {
  const text = format.replace(/\{(\w+)\}/g, (all, token) =>
    token in TOKENS ? TOKENS[token](seconds) : all,
  );
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
