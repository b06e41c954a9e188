// GraphiQL as this gateway shows it: documentation, history, explorer, and tabs with examples.

import './nonce.js';
import './workers.js';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { examples, headers } from './examples.js';
import { fetcher } from './fetcher.js';
import { storage } from './storage.js';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './page.css';

const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];
const root = document.getElementById('graphiql');

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={plugins}
    defaultTabs={examples}
    defaultHeaders={headers}
    defaultEditorToolsVisibility={root.dataset.tools}
    inputValueDeprecation
    schemaDescription
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>Customer gateway</GraphiQL.Logo>
  </GraphiQL>,
);
