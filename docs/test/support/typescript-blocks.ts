import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../src/repository.js';
import type { CodeBlock } from './pages.js';

/** Faults that the compiler finds in blocks of TypeScript, which may import the packages. */
export function typeScriptFaults(blocks: readonly CodeBlock[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile);
  const base = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT).options;
  const options: ts.CompilerOptions = {
    ...base,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    resolveJsonModule: true,
    noUnusedLocals: false,
    paths: {
      propensity: [join(ROOT, 'packages/cli/src/index.ts')],
      '@propensity/core': [join(ROOT, 'packages/core/src/index.ts')],
      '@propensity/core/*': [join(ROOT, 'packages/core/src/entries/*.ts')],
      '@propensity/*': [join(ROOT, 'packages/*/src/index.ts')],
    },
  };
  // Every block is a module of its own, whether it imports anything or not.
  const files = new Map(
    blocks.map(({ text }, index) => [join(ROOT, `docs/test/block-${index}.ts`), `${text}\nexport {};\n`]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name, index) => {
    const file = program.getSourceFile(name)!;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(
      ({ messageText }) => `${blocks[index]!.place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
