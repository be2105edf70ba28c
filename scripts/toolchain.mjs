// The pinned toolchain, from npm alone: whatever Node runs this file, everything else runs on these versions.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export const NODE_VERSION = '24.21.0';
export const PNPM_VERSION = '12.21.0';

/** The environment in which `node` and `pnpm` are the pinned ones. Fetched on the first call, remembered in `.cache`. */
export function pinnedEnvironment(root) {
  const file = join(root, '.cache', `toolchain-${NODE_VERSION}-${PNPM_VERSION}.json`);
  const bin = remembered(file) ?? fetchToolchain(file);
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TURBO_TELEMETRY_DISABLED: '1' };
}

function remembered(file) {
  if (!existsSync(file)) return null;
  const { bin } = JSON.parse(readFileSync(file, 'utf8'));
  return existsSync(bin) ? bin : null;
}

function fetchToolchain(file) {
  process.stderr.write(`Fetching Node ${NODE_VERSION} and pnpm ${PNPM_VERSION} from npm (once) …\n`);
  const npx = ['--yes', `--package=node@${NODE_VERSION}`, `--package=pnpm@${PNPM_VERSION}`, '-c'];
  const script = `node -e "console.log(process.env.PATH.split(require('node:path').delimiter).find((p) => require('node:fs').existsSync(require('node:path').join(p, 'pnpm'))))"`;
  const output = execFileSync('npx', [...npx, script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: false,
  });
  const bin = output.trim();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ bin }));
  return bin;
}
