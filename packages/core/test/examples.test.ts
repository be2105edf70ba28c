import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as core from '../src/index.js';

const SOURCES = join(import.meta.dirname, '../src');

/** Every `@example` of core's sources, under the name of what it stands at. */
const EXAMPLES = new Map(
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => examplesOf(readFileSync(join(SOURCES, path), 'utf8'))),
);

function examplesOf(source: string): (readonly [name: string, code: string])[] {
  const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:abstract )?(?:function|class) (\w+)/g;
  return [...source.matchAll(documented)].flatMap(([, comment, name]) => {
    const lines = comment!.split('\n').map((line) => line.replace(/^ \* ?/, ''));
    const start = lines.findIndex((line) => line.startsWith('@example'));
    if (start < 0) return [];
    const end = lines.findIndex((line, index) => index > start && line.startsWith('@'));
    return [[name!, lines.slice(start + 1, end < 0 ? undefined : end).join('\n')] as const];
  });
}

const functions = Object.entries(core).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

it.each(functions)('%s has an example that gives what it says', (name) => {
  const code = EXAMPLES.get(name);
  expect(code, 'its @example').toBeDefined();
  const checked = code!
    .replace(/^import \{([^}]*)\} from '@propensity\/core';$/m, 'const {$1} = core;')
    // `expression; // → value` says what the expression gives.
    .replace(/^(\s*)(.*?); \/\/ → (.*)$/gm, '$1check($2, $3);');
  expect(checked).toContain('check(');
  let count = 0;
  const check = (actual: unknown, expected: unknown) => {
    count++;
    const plain = ArrayBuffer.isView(actual) ? [...(actual as Float64Array)] : actual;
    if (typeof expected === 'number') expect(plain).toBeCloseTo(expected, 12);
    else expect(plain).toEqual(expected);
  };
  new Function('core', 'check', stripTypeScriptTypes(checked))(core, check);
  expect(count).toBeGreaterThan(0);
});
