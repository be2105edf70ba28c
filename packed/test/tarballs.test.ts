import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type Manifest, publishedNames, tarballOf, unpacked, workspaceManifests } from '../src/published.js';
import { run } from '../src/run.js';

/** Kilobytes of the tarballs: about a fifth above what they are, so that a dependency that slips in is seen. */
const KILOBYTES: Readonly<Record<string, number>> = {
  propensity: 1_600,
  '@propensity/core': 780,
  '@propensity/functions': 80,
  '@propensity/gcp-adapters': 165,
  '@propensity/local-adapters': 130,
  '@propensity/simulator': 80,
  '@propensity/warehouse-sql': 330,
};

const { tools, storage } = inject('packed');

it('everything but what tests share is published, in one version', async () => {
  expect(publishedNames()).toEqual(Object.keys(KILOBYTES).sort());
  expect(new Set(workspaceManifests().map(({ version }) => version)).size).toBe(1);
  for (const { name } of workspaceManifests()) {
    const there = (await tarballOf(storage, name)) !== undefined;
    expect([name, there]).toEqual([name, publishedNames().includes(name)]);
  }
});

describe.each(Object.entries(KILOBYTES))('%s', (name, kilobytes) => {
  const published = async () => (await tarballOf(storage, name))!;

  it(`is below ${kilobytes} kB`, async () => {
    const { size } = await stat(await published());
    console.log(`${name}: ${Math.round(size / 1000)} kB packed`);
    expect(size).toBeLessThan(kilobytes * 1000);
  });

  it('says whose it is and what it needs, and leads to nothing that is not in it', async () => {
    const folder = await unpacked(await published());
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    const manifest: Manifest = JSON.parse(text);
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      author: expect.any(String),
      description: expect.any(String),
      homepage: expect.stringMatching(/^https:\/\//),
      bugs: expect.stringMatching(/^https:\/\//),
      engines: { node: expect.any(String) },
      repository: { type: 'git', url: expect.any(String), directory: expect.stringMatching(/^packages\//) },
    });
    expect(manifest.keywords).not.toHaveLength(0);
    expect(text).not.toMatch(/@propensity\/source|workspace:/);
    for (const file of ['README.md', 'LICENSE']) expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
    const targets = [...text.matchAll(/: "(\.\/[^"]+)"/g)].map(([, target]) => target!);
    // Of a pattern, the folder.
    const isThere = (target: string) => existsSync(join(folder, target.replace(/\*.*$/, '')));
    expect(targets.filter((target) => !isThere(target))).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('passes publint', async () => {
    await run(process.execPath, [join(tools, 'publint/src/cli.js'), 'run', await published(), '--strict'], {
      cwd: tools,
    });
  });

  it('gives its types to every condition of node16 and bundlers', async () => {
    const attw = join(tools, '@arethetypeswrong/cli/dist/index.js');
    await run(process.execPath, [attw, await published(), '--profile', 'node16', '--format', 'ascii'], { cwd: tools });
  });
});
