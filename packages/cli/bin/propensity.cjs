#!/usr/bin/env node
'use strict';

// Every Node reads this file, also one that is too old for the command: nothing in it may be newer than `import()`.
const [wanted, major, minor] = /(\d+)\.(\d+)/.exec(require('../package.json').engines.node);
const found = process.versions.node;
const [foundMajor, foundMinor] = found.split('.').map(Number);

if (foundMajor > Number(major) || (foundMajor === Number(major) && foundMinor >= Number(minor))) {
  import('../dist/main.js');
} else {
  refuse(
    `propensity needs Node ${wanted} or newer, and this is Node ${found}.`,
    'Install a current one from https://nodejs.org, or run: npx --package=node@24 --package=propensity propensity',
  );
}

function refuse(message, hint) {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'node_too_old', message, hint } })}\n`);
  } else {
    process.stderr.write(`✗ ${message}\n  ${hint}\n`);
  }
  process.exitCode = 2;
}
