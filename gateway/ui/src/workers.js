// Monaco's workers: files of our own origin, not blobs, so that `worker-src 'self'` is enough.
// The build puts the addresses of the built workers in place of WORKERS.

globalThis.MonacoEnvironment = {
  getWorker(_identifier, label) {
    return new Worker(new URL(WORKERS[label] ?? WORKERS.editor, import.meta.url));
  },
};
