import { once } from 'node:events';
import { silentProgress } from '@propensity/core';
import { createHandlers, loadConfig, logFailures, openStack, secretsOf, serve } from '@propensity/functions';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';

/** Serves until SIGINT or SIGTERM, then finishes what is being asked. */
export async function serveCommand(
  io: Io,
  options: GlobalOptions & { readonly port: number; readonly host: string },
): Promise<Outcome> {
  const loaded = await loadConfig(options.config, io.cwd);
  const open = async () => openStack(loaded, { progress: silentProgress, clock: io.clock, secrets: secretsOf(io.env) });
  const { propensity, close } = createHandlers(open, { log: logFailures });
  const server = await serve({ handler: propensity, port: options.port, host: options.host });
  if (options.quiet !== true) {
    io.err.write(`Serving at ${server.url}: try curl '${server.url}/getProba?user_id=…'. Stop with Ctrl-C.\n`);
  }
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
  await close();
  return outcome({ job: 'serve', url: server.url }, 'Stopped.');
}
