// The browser's storage, for everything but headers: they hold tokens, and GraphiQL's history keeps those of each
// query even where tabs keep none.

const HISTORY = new Set(['graphiql:queries', 'graphiql:favorites']);

export const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, HISTORY.has(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear() {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('graphiql:'))) {
      localStorage.removeItem(key);
    }
  },
  get length() {
    return localStorage.length;
  },
};

function withoutHeaders(items) {
  return JSON.stringify(JSON.parse(items, (key, value) => (key === 'headers' ? undefined : value)));
}
