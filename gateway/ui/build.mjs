// Sources → gateway/web/static/: scripts, workers, styles, fonts and the icon under names that carry a hash,
// each with a gzipped copy beside it, and manifest.json, which says what the page has to load.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, '../web/static');
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.ttf']);

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  outdir: target,
  metafile: true,
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'eof',
  logLevel: 'warning',
};

// Packages hold fonts and pictures as data: addresses in their styles. As files they need no `font-src data:`.
const dataAsFiles = {
  name: 'data-as-files',
  setup(build) {
    build.onResolve({ filter: /^data:(font|image)\// }, ({ path }) => {
      const [, media, encoding, text] = /^data:([^;,]+)(?:;[^;,]+)*?(;base64)?,(.*)$/s.exec(path);
      const contents = encoding ? Buffer.from(text, 'base64') : Buffer.from(decodeURIComponent(text));
      const digest = createHash('sha256').update(contents).digest('hex').slice(0, 8);
      const [kind, subtype] = media.split('/');
      const name = `${kind}-${digest}.${subtype.replace('svg+xml', 'svg')}`;
      return { path: name, namespace: 'data-as-files', pluginData: contents };
    });
    build.onLoad({ filter: /.*/, namespace: 'data-as-files' }, ({ pluginData }) => ({
      contents: pluginData,
      loader: 'file',
    }));
  },
};

// GraphiQL's style sheet holds Monaco's styles already; those that Monaco's scripts import are the same again.
const monacoStylesOnce = {
  name: 'monaco-styles-once',
  setup(build) {
    build.onLoad({ filter: /monaco-editor[\\/]esm[\\/].*\.css$/ }, () => ({ contents: '', loader: 'empty' }));
  },
};

async function buildWorkers() {
  const { metafile } = await build({
    ...common,
    entryPoints: {
      editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
      graphql: 'monaco-graphql/esm/graphql.worker.js',
      json: 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    entryNames: '[name]-worker-[hash]',
    format: 'iife',
  });
  const files = Object.keys(metafile.outputs).map((output) => basename(output));
  return Object.fromEntries(files.map((file) => [file.split('-')[0], `./${file}`]));
}

async function buildPage(workers) {
  const { metafile } = await build({
    ...common,
    entryPoints: { page: 'src/page.jsx', icon: 'src/icon.svg' },
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    loader: { '.graphql': 'text', '.svg': 'copy' },
    define: { ...common.define, WORKERS: JSON.stringify(workers) },
    // GraphiQL asks for the parsers by the names of their CommonJS files, of which esbuild gives only a default.
    alias: {
      'prettier/parser-babel': 'prettier/plugins/babel',
      'prettier/parser-graphql': 'prettier/plugins/graphql',
    },
    plugins: [dataAsFiles, monacoStylesOnce],
  });
  const built = (extension, prefix) =>
    Object.keys(metafile.outputs)
      .map((output) => basename(output))
      .find((name) => name.startsWith(prefix) && extname(name) === extension);
  return { script: built('.js', 'page-'), style: built('.css', 'page-'), icon: built('.svg', 'icon-') };
}

async function compress() {
  for (const name of await readdir(target)) {
    if (COMPRESSIBLE.has(extname(name))) {
      const path = join(target, name);
      await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
    }
  }
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const manifest = await buildPage(await buildWorkers());
await compress();
await writeFile(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`GraphiQL is built: ${(await readdir(target)).length} files in gateway/web/static.`);
