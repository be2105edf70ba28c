import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const SUPPORT = fileURLToPath(new URL('support/completion', import.meta.url));

/** How a shell is asked what it proposes behind a line, one a line. */
const PROPOSE: Readonly<Record<string, (script: string, line: string) => readonly string[]>> = {
  bash: (script, line) => ['--noprofile', '--norc', join(SUPPORT, 'propose.bash'), script, line],
  zsh: (script, line) => ['-f', join(SUPPORT, 'propose.zsh'), script, line],
  fish: (script, line) => ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line],
};

let workplace: Workplace;
let folder: string;
beforeAll(async () => {
  workplace = await Workplace.create();
  folder = await mkdtemp(join(tmpdir(), 'propensity-completion-'));
  for (const shell of Object.keys(PROPOSE)) {
    const { exitCode, out } = await workplace.run('completion', shell);
    expect(exitCode).toBe(0);
    await writeFile(join(folder, `propensity.${shell}`), out);
  }
});
afterAll(async () => {
  await workplace.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What the shell proposes, in alphabetical order; of options `--stack=local`, what stands behind the sign. */
function proposed(shell: string, line: string): string[] {
  const out = execFileSync(shell, PROPOSE[shell]!(join(folder, `propensity.${shell}`), line), {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'dumb' },
    cwd: folder,
  });
  const words = out.split('\n').map((each) => each.replace(/\t.*/, '').replace(/^--[a-z-]+=/, ''));
  return words.filter((word) => word !== '').sort();
}

const missing = (shell: string) => spawnSync(shell, ['--version']).error !== undefined;

for (const shell of Object.keys(PROPOSE)) {
  const isMissing = missing(shell);
  describe.skipIf(isMissing)(`${shell}${isMissing ? ' (skipped: it is not installed here)' : ''}`, () => {
    it.each<[string, string[]]>([
      ['trai', ['train']],
      ['pre', ['predict', 'preprocessor']],
      ['--config mine.json mod', ['models']],
      ['--quiet eva', ['evaluate']],
      ['init --st', ['--stack']],
      ['init --stack ', ['gcp', 'local']],
      ['init --stack=', ['gcp', 'local']],
      ['simulate --format=nd', ['ndjson', 'ndjson.gz']],
      ['preprocessor ', ['build']],
      ['completion ', ['bash', 'fish', 'zsh']],
      ['completion --json z', ['zsh']],
      ['help pre', ['predict', 'preprocessor']],
      ['train --snapshot ', []],
      ['proba ', []],
    ])('propensity %s', (line, expected) => {
      expect(proposed(shell, `propensity ${line}`)).toEqual(expected);
    });

    it('proposes every command of the help, and files where one is meant', async () => {
      const { out } = await workplace.run('--help');
      const commands = [...out.split('Commands:')[1]!.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!);
      expect(commands.length).toBeGreaterThan(12);
      expect(proposed(shell, 'propensity ')).toEqual(commands.sort());
      expect(proposed(shell, 'propensity --config propensity.b')).toEqual(['propensity.bash']);
      expect(proposed(shell, 'propensity train --config propensity.z')).toEqual(['propensity.zsh']);
    });

    it.each(['train', 'init', 'serve'])('proposes every option of %s', async (command) => {
      const { out } = await workplace.run(command, '--help');
      const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name!);
      expect(options).toContain('--config');
      expect(proposed(shell, `propensity ${command} --`)).toEqual(options.sort());
    });
  });
}

describe('propensity completion', () => {
  it('is one object with --json', async () => {
    const { exitCode, value } = await workplace.json('completion', 'bash');
    expect(exitCode).toBe(0);
    expect(value).toEqual({ job: 'completion', shell: 'bash', script: expect.stringContaining('complete -F') });
  });

  it('knows no other shell', async () => {
    const { exitCode, value } = await workplace.json('completion', 'tcsh');
    expect(exitCode).toBe(2);
    expect(value.error.message).toContain('Allowed choices are bash, zsh, fish');
  });
});
