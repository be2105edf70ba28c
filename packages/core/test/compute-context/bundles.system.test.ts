import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '../../src');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-bundles-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bundles and minifies an entry of one export; its bytes, and the files of core that something of is left of. */
async function bundled(name: string, file: string): Promise<{ bytes: number; files: string[] }> {
  const entry = join(folder, `${name}-entry.ts`);
  await writeFile(entry, `export { ${name} } from '${join(source, file)}';\n`);
  let inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> = {};
  await build({
    config: false,
    silent: true,
    entry: { [name]: entry },
    outDir: folder,
    format: ['esm'],
    minify: true,
    clean: false,
    noExternal: [/./],
    esbuildOptions(options) {
      options.metafile = true;
      options.outExtension = { '.js': '.mjs' };
    },
    esbuildPlugins: [
      {
        name: 'inputs',
        setup({ onEnd }) {
          onEnd(({ metafile }) => {
            inputs = Object.values(metafile?.outputs ?? {})[0]?.inputs ?? {};
          });
        },
      },
    ],
  });
  return {
    bytes: (await readFile(join(folder, `${name}.mjs`))).length,
    files: Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const ours = resolve(path).split(`${source}/`)[1];
      return bytesInOutput > 0 && ours !== undefined ? [ours] : [];
    }),
  };
}

describe('the parts of core in a bundle', () => {
  it('a scorer has neither WebAssembly nor the solver in it', async () => {
    const { bytes, files } = await bundled('LinearScorer', 'linear-model/linear-scorer.ts');
    expect(files).toContain('kernels/plain-kernels.ts');
    expect(files.filter((file) => /wasm|newton|hessian|passes/.test(file))).toEqual([]);
    expect(bytes).toBeLessThan(20_000);
  });

  it('a metric has nothing but metrics and errors in it', async () => {
    const { bytes, files } = await bundled('rocAucScore', 'metrics/roc-auc-score.ts');
    expect(files.filter((file) => !/^(metrics|errors)\//.test(file))).toEqual([]);
    expect(bytes).toBeLessThan(8_000);
  });

  it('a fit brings WebAssembly along', async () => {
    const { files } = await bundled('LogisticRegression', 'linear-model/logistic-regression.ts');
    expect(files).toContain('kernels/wasm-module.ts');
  });
});
