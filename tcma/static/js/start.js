import { onReady } from './core.js';
for (const ready of onReady) ready(document);
