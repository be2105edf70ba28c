import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../python/', import.meta.url));
const REQUIREMENTS = join(SCRIPTS, 'requirements.txt');

/** The program that runs the whole path in scikit-learn. */
export const SKLEARN_SCRIPT = join(SCRIPTS, 'sklearn_e2e.py');

/** The program that measures other estimators on the folds of `quality`. */
export const PEERS_SCRIPT = join(SCRIPTS, 'quality_peers.py');
/** The program that computes features as one would by hand. */
export const NAIVE_FEATURES_SCRIPT = join(SCRIPTS, 'naive_features.py');

/** A Python with the pinned scikit-learn, or why there is none. */
export type PythonEnvironment = { readonly python: string } | { readonly missing: string };

/** Makes a virtual environment of the pinned versions in `folder`, once; needs `python3` and PyPI. */
export function pythonEnvironment(folder: string): PythonEnvironment {
  const versions = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const venv = join(folder, `python-${versions}`);
  const python = join(venv, 'bin', 'python');
  if (existsSync(join(venv, 'ready'))) return { python };
  const steps: readonly [string, readonly string[], string][] = [
    ['python3', ['-m', 'venv', venv], 'python3 with its venv module is not on this machine'],
    [python, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS], 'PyPI did not give the packages'],
    [python, ['-c', `open(${JSON.stringify(join(venv, 'ready'))}, 'w')`], 'the virtual environment is not writable'],
  ];
  for (const [program, args, missing] of steps) {
    const { status } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
    if (status !== 0) return { missing };
  }
  return { python };
}
