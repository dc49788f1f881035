/**
 * The control API: what a person reads and does.
 * @module
 */

/** A sentence of the playground's that says why something was not done. */
export class Refused extends Error {
  /**
   * @param {string} sentence
   * @param {Record<string, string>} fields sentences by block_id, where a form is wrong
   */
  constructor(sentence, fields = {}) {
    super(sentence);
    this.fields = fields;
  }
}

/** Nobody answered: the playground itself is not running. */
export class Unreachable extends Error {}

/**
 * Read something.
 * @param {string} path below `/control/`
 * @param {Record<string, string>} [query]
 * @returns {Promise<any>}
 * @throws {Refused | Unreachable}
 */
export function read(path, query = {}) {
  return call(`/control/${path}?${new URLSearchParams(query)}`, {});
}

/**
 * Do something as a person.
 * @param {string} deed the last part of the path, such as `command`
 * @param {object} what the JSON body
 * @returns {Promise<any>}
 * @throws {Refused | Unreachable}
 */
export function act(deed, what) {
  return call(`/control/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
  });
}

async function call(url, options) {
  let answer;
  try {
    answer = await fetch(url, { cache: "no-store", ...options });
  } catch {
    throw new Unreachable("The playground is not running.");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const said = body.error ?? `The playground answered ${answer.status}.`;
    throw new Refused(said, body.fields);
  }
  return body;
}

/**
 * Say in a sentence what went wrong between Slack and the app, or nothing.
 * @param {{delivered?: {status: number, timeout: boolean}}} answer
 * @param {string} app the app's name
 * @returns {string|null}
 */
export function trouble(answer, app) {
  const { delivered } = answer;
  if (!delivered) return null;
  if (delivered.timeout) return `${app} did not answer within three seconds.`;
  if (delivered.status >= 200 && delivered.status < 300) return null;
  if (!delivered.status) return `${app} could not be reached.`;
  return `${app} answered with an error (${delivered.status}).`;
}

/**
 * Follow what changes for a person; reconnects by itself.
 * @param {string} person
 * @param {(changed: string[]) => void} hear
 * @param {(open: boolean) => void} connected
 * @returns {() => void} stops following
 */
export function follow(person, hear, connected) {
  const source = new EventSource(`/control/live?as=${encodeURIComponent(person)}`);
  source.addEventListener("message", (event) => hear(JSON.parse(event.data).changed));
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
  return () => source.close();
}
