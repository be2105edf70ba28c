import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServers } from '../servers/test-servers.js';
import type { FaultKind, FaultPlan, ProxiedRequest } from './fault.js';

const DELAY_MS = 150;

/** Both servers behind a proxy each. */
export interface FaultProxy {
  /** Where the proxies answer. */
  readonly servers: TestServers;
  /** How often each kind of fault has been done. */
  readonly counts: ReadonlyMap<FaultKind, number>;
  /** Requests that came in, those with faults included. */
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** Puts a proxy before each of the servers, which must be on loopback, and does to every request what the plan says. */
export async function startFaultProxy(servers: TestServers, plan: FaultPlan): Promise<FaultProxy> {
  const counts = new Map<FaultKind, number>();
  const requests: ProxiedRequest[] = [];
  const listening: Server[] = [];
  const before = async (server: ProxiedRequest['server']) => {
    const target = new URL(servers[server]);
    if (target.hostname !== '127.0.0.1') throw new Error(`${target.host} is not on loopback.`);
    const proxy = createServer(async (incoming, response) => {
      const request = { server, method: incoming.method!, path: incoming.url!, body: await bodyOf(incoming) };
      requests.push(request);
      const fault = plan(request);
      if (fault !== null) counts.set(fault, (counts.get(fault) ?? 0) + 1);
      try {
        await pass(target, incoming, request.body, response, fault);
      } catch {
        response.destroy();
      }
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    listening.push(proxy);
    return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  };
  return {
    servers: { run: servers.run, bigquery: await before('bigquery'), storage: await before('storage') },
    counts,
    requests,
    async close() {
      for (const proxy of listening) {
        proxy.closeAllConnections();
        await new Promise((done) => proxy.close(done));
      }
    },
  };
}

async function pass(
  target: URL,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  fault: FaultKind | null,
): Promise<void> {
  if (fault === 'dropped') return drop(response);
  if (fault?.startsWith('answered')) return refuse(response, Number(fault.slice(-3)));
  if (fault === 'delayed') await sleep(DELAY_MS);
  const answer = await forward(target, incoming, body);
  if (fault === 'answer lost') return drop(response);
  const { location } = answer.headers;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': answer.body.length,
    // An upload in several requests goes on at the address that it is given: through the proxy.
    ...(location === undefined ? {} : { location: location.replace(target.origin, `http://${incoming.headers.host}`) }),
  });
  if (fault === 'cut short') {
    response.write(answer.body.subarray(0, answer.body.length / 2), () => drop(response));
    return;
  }
  const { socket } = response;
  response.end(answer.body, () => {
    if (fault === 'closed while kept alive') setImmediate(() => socket?.destroy());
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** The target's own answer to the path of a request, whatever host the request names. */
function forward(target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { pathname, search } = new URL(incoming.url!, target);
  const { connection, 'transfer-encoding': _chunked, ...headers } = incoming.headers;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: pathname + search,
        headers: { ...headers, 'content-length': body.length },
        agent: false,
      },
      async (answer) => {
        const { connection: _kept, 'keep-alive': _seconds, 'transfer-encoding': _how, ...kept } = answer.headers;
        const status = answer.statusCode!;
        bodyOf(answer).then(
          (whole) => resolve({ status, headers: kept as Record<string, string>, body: whole }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await message.toArray());
}

function drop(response: ServerResponse): void {
  response.socket?.destroy();
}

/** Refuses as Google's services do. */
function refuse(response: ServerResponse, status: number): void {
  const reason = { 403: 'accessDenied', 429: 'rateLimitExceeded' }[status] ?? 'backendError';
  const message = `Fault of the test: ${status}`;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code: status, message, errors: [{ reason, message }] } }));
}
