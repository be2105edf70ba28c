import { PropensityError } from '@propensity/core';
import { silentProgress } from '@propensity/core/ports';
import {
  admission,
  createHandlers,
  isLoopback,
  loadConfig,
  logFailures,
  openStack,
  secretsOf,
  serve,
} from '@propensity/functions';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import type { ServeResult } from '../results.js';
import { tell } from '../tell.js';
import { keepHeapSmall } from './keep-heap-small.js';
import { untilStopped } from './until-stopped.js';

/**
 * Serves until SIGINT or SIGTERM, or until the parent that PROPENSITY_PARENT names has ended, then finishes what is being
 * asked.
 * @throws PropensityError `token_needed` (kind `usage`) for an address beyond loopback without PROPENSITY_SERVE_TOKEN
 */
export async function serveCommand(
  io: Io,
  options: GlobalOptions & { readonly port: number; readonly host: string },
): Promise<Outcome> {
  keepHeapSmall();
  const loaded = await loadConfig(options.config, io.cwd);
  const { host } = options;
  const secrets = secretsOf(io.env);
  const { serveToken: token } = secrets;
  if (token === undefined && !isLoopback(host)) throw tokenNeeded(host);
  const open = async () => openStack(loaded, { progress: silentProgress, clock: io.clock, secrets });
  const { propensity, prepare, close } = createHandlers(open, {
    log: logFailures,
    admission: admission({ listensOn: host, hosts: loaded.config.serving.hosts, token }),
  });
  const parent = io.env.PROPENSITY_PARENT;
  const stopped = untilStopped(parent === undefined ? undefined : Number(parent));
  await prepare();
  const server = await serve({ handler: propensity, port: options.port, host });
  if (options.quiet !== true) {
    tell(io, `Serving at ${server.url}: try curl '${server.url}/getProba?user_id=…'. Stop with Ctrl-C.`);
  }
  await stopped;
  await server.stop();
  await close();
  return outcome({ job: 'serve', url: server.url } satisfies ServeResult, 'Stopped.');
}

function tokenNeeded(host: string): PropensityError {
  return new PropensityError('token_needed', `Everyone who can reach ${host} could start jobs.`, {
    kind: 'usage',
    hint: 'Set PROPENSITY_SERVE_TOKEN to a secret that callers of jobs then have to send, or listen on 127.0.0.1.',
  });
}
