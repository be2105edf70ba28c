import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const require = createRequire(import.meta.url);
const ROOT = join(dirname(require.resolve('@fivetrandevelopers/zetasql')), 'zetasql');
const START_MS = 15_000;

type Method = (request: unknown, callback: (error: grpc.ServiceError | null, response: unknown) => void) => void;

/**
 * Google's ZetaSQL, the analyser and reference evaluator of GoogleSQL, as the npm package ships it: a gRPC server in a
 * process of its own, on a free port of loopback.
 */
export class ZetaSqlServer {
  readonly #client: grpc.Client;
  readonly #kill: () => void;

  private constructor(client: grpc.Client, kill: () => void) {
    this.#client = client;
    this.#kill = kill;
  }

  /** Resolves when the server answers; rejects with what it wrote when it ends before that. */
  static async start(): Promise<ZetaSqlServer> {
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(executable(), address.split(':'), { stdio: ['ignore', 'ignore', 'pipe'] });
    const kill = () => child.kill('SIGKILL');
    // It would not notice that its parent has gone.
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    let written = '';
    child.stderr.on('data', (chunk: Buffer) => {
      written += chunk;
    });
    const client = newClient(address);
    const ended = new Promise<never>((_resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(new Error(`ZetaSQL ended with ${code ?? signal}: ${written}`)));
    });
    const ready = new Promise<void>((resolve, reject) => {
      client.waitForReady(Date.now() + START_MS, (error) => (error ? reject(error) : resolve()));
    });
    try {
      await Promise.race([ready, ended]);
    } catch (error) {
      client.close();
      kill();
      throw error;
    }
    ended.catch(() => {});
    return new ZetaSqlServer(client, kill);
  }

  /** Calls a method of ZetaSqlLocalService. Rejects with an error whose message is ZetaSQL's own. */
  call<Response>(method: string, request: unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      const call = Reflect.get(this.#client, method) as Method;
      call.call(this.#client, request, (error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response as Response);
      });
    });
  }

  stop(): void {
    this.#client.close();
    this.#kill();
  }
}

function executable(): string {
  const arm = process.arch.startsWith('arm') ? '_arm' : '';
  return join(ROOT, `remote_server${arm}${process.platform === 'darwin' ? '' : '.so'}`);
}

function newClient(address: string): grpc.Client {
  const definition = loadSync('local_service.proto', {
    includeDirs: [join(ROOT, 'protos')],
    longs: String,
    enums: String,
    oneofs: true,
  });
  liftRecursionLimit();
  const loaded = grpc.loadPackageDefinition(definition) as unknown as {
    zetasql: { local_service: { ZetaSqlLocalService: grpc.ServiceClientConstructor } };
  };
  return new loaded.zetasql.local_service.ZetaSqlLocalService(address, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.min_reconnect_backoff_ms': 20,
    'grpc.max_reconnect_backoff_ms': 100,
  });
}

/** A hundred levels of nesting, which protobufjs allows, are the syntax tree of about 25 operators in a chain. */
function liftRecursionLimit(): void {
  const protobuf = createRequire(require.resolve('@grpc/proto-loader'))('protobufjs') as {
    Reader: { recursionLimit: number };
    util: { recursionLimit: number };
  };
  protobuf.Reader.recursionLimit = 100_000;
  protobuf.util.recursionLimit = 100_000;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
