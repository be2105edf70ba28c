import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, freePort, isAlive, runToEnd } from './processes.mjs';
import { installedOnce } from './program-cache.mjs';
import { Unavailable } from './unavailable.mjs';

const VERSION = '1.56.1';
const INSTEAD =
  `Set STORAGE_TEST_URL to a Cloud Storage server, such as fake-gcs-server ${VERSION}: ` +
  `"docker run -p 4443:4443 fsouza/fake-gcs-server:${VERSION} -scheme http", then STORAGE_TEST_URL=http://127.0.0.1:4443.`;

/** The folder of the server's program, built when it is not yet. */
export function installStorage() {
  return installedOnce(`fake-gcs-server-${VERSION}`, install);
}

/** Starts a server of that program with its own objects below `folder`. */
export async function startStorage(program, folder) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(folder, 'objects'), { recursive: true });
  const log = join(folder, 'server.log');
  const child = spawn(
    join(program, 'fake-gcs-server'),
    [
      ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-public-host', `127.0.0.1:${port}`],
      ...['-external-url', url, '-backend', 'filesystem', '-filesystem-root', join(folder, 'objects')],
    ],
    { detached: true, stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')] },
  );
  child.unref();
  writeFileSync(join(folder, 'server.pid'), String(child.pid));
  for (let waited = 0; waited < 10_000 && isAlive(child.pid); waited += 50) {
    const answer = await fetch(`${url}/storage/v1/b?project=test-project`).catch(() => undefined);
    if (answer?.ok) return { url };
    await sleep(50);
  }
  throw new Error(`The Cloud Storage server does not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
}

/** Stops what `startStorage` started there. */
export async function stopStorage(folder) {
  const pidFile = join(folder, 'server.pid');
  if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, 'utf8')), join(folder, 'objects'));
}

async function install(folder) {
  process.stderr.write(`Building fake-gcs-server ${VERSION} into ${folder} (once, two minutes) …\n`);
  const source = `github.com/fsouza/fake-gcs-server@v${VERSION}`;
  const { exitCode, said } = await runToEnd('go', ['install', source], {
    HOME: homedir(),
    ...process.env,
    GOBIN: folder,
  });
  if (exitCode === -1) throw new Unavailable(`There is no Cloud Storage server: "go" cannot be run. ${INSTEAD}`);
  if (exitCode !== 0) throw new Unavailable(`The Cloud Storage server cannot be built: ${said}. ${INSTEAD}`);
}
