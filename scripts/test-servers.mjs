#!/usr/bin/env node
import { listRuns, startRun, stopRun } from './test-servers/runs.mjs';
// The servers that the Google Cloud tests talk to, on free ports of loopback. Plain JavaScript for any Node ≥ 18.
import { Unavailable } from './test-servers/unavailable.mjs';

const HELP = `Usage: node scripts/test-servers.mjs <command>

  start [--owner PID]   start a BigQuery and a Cloud Storage server, print their URLs and their folder as JSON
  stop [FOLDER]         stop the servers of that folder, or all that this checkout has started
  status                print what this checkout has started, as JSON

Servers named by BIGQUERY_TEST_URL and STORAGE_TEST_URL are used as they are, and not started.
--owner names a process: once it is gone, the next start stops what was started for it.
The programs are kept in PROPENSITY_CACHE, or else in ~/.cache/propensity, for every checkout.

Exit codes: 0 done · 1 failed · 2 wrong usage · 3 a server cannot be had on this machine (stderr says why)
`;

const [command, ...args] = process.argv.slice(2);
const commands = {
  start: () =>
    args.length === 0 ? startRun() : args[0] === '--owner' && /^\d+$/.test(args[1]) && startRun(Number(args[1])),
  stop: () =>
    args.length <= 1 && Promise.all((args.length === 1 ? args : listRuns().map((run) => run.folder)).map(stopRun)),
  status: () => args.length === 0 && listRuns(),
};

if (['--help', '-h', 'help'].includes(command) || args.some((arg) => ['--help', '-h'].includes(arg))) {
  process.stdout.write(HELP);
} else {
  try {
    const answer = commands[command] === undefined ? false : await commands[command]();
    if (answer === false) {
      process.stderr.write(HELP);
      process.exitCode = 2;
    } else {
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof Unavailable ? 3 : 1;
  }
}
