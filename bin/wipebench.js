#!/usr/bin/env node
// Plain old JavaScript: this file must also run on the Node versions that it refuses.
import { readFileSync } from 'node:fs';

const major = Number(process.versions.node.split('.')[0]);
const first = process.argv[2];
if (major < 24) {
  process.stderr.write(
    `wipebench needs Node 24 or newer, and this is Node ${process.versions.node}; no phone was touched.\n`,
  );
  process.exitCode = 5;
} else if (process.argv.length === 3 && (first === '--version' || first === '-V')) {
  // The quickest question gets an answer before anything else is loaded.
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv);
}
