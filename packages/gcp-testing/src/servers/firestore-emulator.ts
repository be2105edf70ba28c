import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';

const MAIN_CLASS = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';
/** Below the root of the Google Cloud CLI, where its package google-cloud-cli-firestore-emulator puts it. */
const JAR = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
const READY = 'Dev App Server is now running';
const READY_WITHIN_MS = 60_000;

/** A Firestore emulator in a process of its own, on loopback, with nothing in it. */
export interface FirestoreEmulator {
  /** `host:port`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Where Google's emulator lies on this machine, beside `gcloud`; null where it is not installed, or there is no Java to run it. */
export function firestoreEmulatorJar(): string | null {
  const inPath = (name: string) =>
    (process.env.PATH ?? '')
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path));
  const gcloud = inPath('gcloud');
  if (gcloud === undefined || inPath('java') === undefined) return null;
  const roots = [resolve(realpathSync(gcloud), '../..'), '/usr/lib/google-cloud-sdk'];
  return roots.map((root) => join(root, JAR)).find((path) => existsSync(path)) ?? null;
}

/** Starts the emulator. @throws where it does not say within a minute that it runs */
export async function startFirestoreEmulator(jar: string): Promise<FirestoreEmulator> {
  const port = await freePort();
  const flags = ['-Xmx1g', '-Duser.language=en', '-cp', jar, MAIN_CLASS, '--host', '127.0.0.1', '--port', `${port}`];
  const child = spawn('java', flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    const listen = (data: Buffer) => {
      said += data;
      if (said.includes(READY)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The Firestore emulator ended: ${said}`)));
    setTimeout(() => reject(new Error(`The Firestore emulator did not start: ${said}`)), READY_WITHIN_MS).unref();
  });
  await ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { endpoint: `127.0.0.1:${port}`, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
