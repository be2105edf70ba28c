import { run } from './run.js';

process.exitCode = await run(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  in: process.stdin,
  cwd: process.cwd(),
  env: process.env,
  clock: Date.now,
});
