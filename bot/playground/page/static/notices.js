/**
 * Lines of Slack's own that only one person sees, such as a command that failed. They
 * carry no time: each stands where the conversation was when it was first seen here.
 * @module
 */

const seen = new Map();

/**
 * Put the person's notices among the messages of the open place.
 * @param {object[]} messages oldest first
 * @param {{as: string, channel: string, state: object}} session
 * @returns {object[]}
 */
export function withNotices(messages, { as, channel, state }) {
  const notices = state.notices ?? [];
  const first = !seen.has(as);
  if (first) seen.set(as, new Map());
  const known = seen.get(as);
  notices.filter(({ id }) => !known.has(id)).forEach(({ id }) => {
    known.set(id, first ? null : stamp(state.clock.now));
  });
  const lines = notices
    .filter((notice) => notice.channel === channel && known.get(notice.id))
    .map((notice) => line(notice, known.get(notice.id)));
  return [...messages, ...lines].sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

const stamp = (now) => now.toFixed(6);

const line = ({ id, text }, ts) => ({
  ts,
  text,
  key: id,
  user: null,
  author: { name: "Slack", is_bot: true },
  ephemeral: true,
  notice: true,
});
