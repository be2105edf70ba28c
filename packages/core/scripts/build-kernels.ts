// Compiles assembly/kernels.ts and writes it into src/kernels/wasm-module.ts. A test holds the two in step.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCE = fileURLToPath(new URL('../assembly/kernels.ts', import.meta.url));
const MODULE = fileURLToPath(new URL('../src/kernels/wasm-module.ts', import.meta.url));
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

/** The text of the TypeScript module that holds the compiled kernels. */
export async function kernelModule(): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['kernels.ts', '-o', 'kernels.wasm', ...OPTIONS], {
    readFile: (name) => (name === 'kernels.ts' ? readFileSync(SOURCE, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'kernels.wasm' && typeof contents !== 'string') binary = contents;
    },
  });
  if (error !== null || binary === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('hex')
    .match(/.{1,116}/g)!;
  return [
    '// Written by scripts/build-kernels.ts from assembly/kernels.ts (AssemblyScript). Do not edit.',
    '',
    '/** The compiled kernels, in hexadecimal. */',
    'export const WASM_MODULE =',
    `  '${lines.join("' +\n  '")}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MODULE, await kernelModule());
