import './require-as-node-does.js';
import { parseConfig, settingsOf } from '@propensity/core/config';
import { type InMemoryEvent, inMemoryPorts } from '@propensity/core/in-memory';
import type { Admission } from '../../src/http/admission.js';
import { createHandlers, type OpenHandlers } from '../../src/http/create-handlers.js';
import type { Jobs } from '../../src/http/jobs.js';
import { coreJobs } from '../../src/http/jobs.js';
import { type RunningServer, serve } from '../../src/http/serve.js';
import type { Log } from '../../src/logging/log.js';
import { currentRequest } from '../../src/logging/request-context.js';
import type { Stack } from '../../src/stack/stack.js';

const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1);

/** 40 days of 120 shoppers; every third looks often, and most of those buy every week. */
function shopEvents(): InMemoryEvent[] {
  const events: InMemoryEvent[] = [];
  for (let day = 0; day < 40; day++) {
    for (let user = 0; user < 120; user++) {
      const userId = `u${user}`;
      const keen = user % 3 === 0;
      const time = FIRST + day * DAY + user * 1000;
      if ((day + user) % (keen ? 2 : 5) === 0) events.push({ userId, name: 'view_item', time });
      if (keen ? user % 4 !== 0 && (day + user) % 7 === 0 : user % 40 === 1 && (day + user) % 14 === 0) {
        events.push({ userId, name: 'purchase', time: time + 1 });
      }
    }
  }
  return events;
}

const config = parseConfig({
  source: { events: 'unused' },
  target: { event: 'purchase' },
  lookbackDays: 10,
  finalLagDays: 0,
  training: { snapshots: 1, testShare: 0.5 },
});

/** A stack in memory over a small shop; `opened` and `closed` count what a server did with it, `time.now` is its clock. */
export function inMemoryStack(changes: Partial<Stack> = {}) {
  const settings = settingsOf(config, 'test');
  const time = { now: FIRST + 40 * DAY };
  const ports = inMemoryPorts({ events: shopEvents(), settings, clock: () => time.now });
  const uses = { opened: 0, closed: 0 };
  const open = async (): Promise<Stack> => {
    uses.opened++;
    return {
      ports,
      settings,
      shared: false,
      serving: { cacheSeconds: 0, cacheEntries: 100 },
      notices: { channels: [], on: [] },
      close: async () => {
        uses.closed++;
      },
      ...changes,
    };
  };
  return { open, ports, settings, uses, time };
}

export interface Served {
  readonly server: RunningServer;
  readonly handlers: OpenHandlers;
  readonly logged: {
    readonly severity: string;
    readonly message: string;
    readonly fields: unknown;
    readonly labels: unknown;
  }[];
}

/** Serves all four functions on a free port. */
export async function serveStack(
  open: () => Promise<Stack>,
  jobs: Partial<Jobs> = {},
  admission?: Admission,
): Promise<Served> {
  const logged: Served['logged'] = [];
  const log: Log = (severity, message, fields) => {
    logged.push({ severity, message, fields, labels: { ...currentRequest()?.labels } });
  };
  const handlers = createHandlers(open, { jobs: { ...coreJobs, ...jobs }, log, ...(admission && { admission }) });
  return { server: await serve({ handler: handlers.propensity, port: 0 }), handlers, logged };
}

/** What was logged at one severity. */
export function loggedAt({ logged }: Pick<Served, 'logged'>, severity: string): Served['logged'] {
  return logged.filter((entry) => entry.severity === severity);
}
