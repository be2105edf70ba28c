import { describe, expect, test } from 'vitest';
import { referencePages } from '../../src/reference-pages.js';
import { commandLinesIn, faultOfCommandLine } from '../support/command-lines.js';
import { configurationFault } from '../support/configuration-blocks.js';
import { codeBlocks, inlineCodes, parsePage, writtenPages } from '../support/pages.js';
import { typeScriptFaults } from '../support/typescript-blocks.js';

const pages = [
  ...writtenPages(),
  ...[...referencePages()].filter(([path]) => path.endsWith('.md')).map(([path, text]) => parsePage(path, text)),
];
const blocks = pages.flatMap(codeBlocks);

test('every block of JSON is a part of a configuration', () => {
  const parts = blocks.filter(({ language }) => language === 'json');
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.map(configurationFault).filter((fault) => fault !== null)).toEqual([]);
});

test('every block of TypeScript compiles', () => {
  const programs = blocks.filter(({ language, marks }) => language === 'ts' && !marks.includes('part'));
  expect(programs.length).toBeGreaterThan(2);
  expect(typeScriptFaults(programs)).toEqual([]);
}, 180_000);

test('every command line is understood', async () => {
  const shells = ['', 'sh', 'bash', 'ini', 'dockerfile', 'yaml'];
  const written = [
    ...blocks.filter(({ language }) => shells.includes(language)),
    ...pages.flatMap(inlineCodes).filter(({ text }) => !/COMMAND|…/.test(text)),
  ];
  const lines = written.flatMap(({ place, text }) => commandLinesIn(text).map((args) => ({ place, args })));
  expect(lines.length).toBeGreaterThan(40);
  const faults: string[] = [];
  for (const { place, args } of lines) {
    const fault = await faultOfCommandLine(args);
    if (fault !== null) faults.push(`${place}: propensity ${args.join(' ')}: ${fault}`);
  }
  expect(faults).toEqual([]);
});

describe('the checks find', () => {
  const block = (text: string) => ({ place: 'a.md:1', language: '', marks: [], text });

  test('an option that the configuration does not have', () => {
    expect(configurationFault(block('{ "lookback": 30 }'))).toMatch(/a\.md:1: .*"lookback" is not a known key/s);
    expect(configurationFault(block('{ "gcp": { "timeoutSeconds": 60 } }'))).toBeNull();
  });

  test('a name that a package does not export', () => {
    expect(typeScriptFaults([block("import { fitAll } from '@propensity/core/jobs';\nfitAll();")])[0]).toMatch(
      /fitAll/,
    );
  });

  test('command lines among others, with what is quoted and what is piped', () => {
    expect(
      commandLinesIn('cd shop && A=1 propensity run --json > out.json # propensity x\nexport P=propensity'),
    ).toEqual([['run', '--json']]);
    expect(commandLinesIn('npm run -s propensity -- init --events "a b/*.parquet"')).toEqual([
      ['init', '--events', 'a b/*.parquet'],
    ]);
  });

  test('an option that a command does not have', async () => {
    expect(await faultOfCommandLine(['predict', '--snapshots', '3'])).toMatch(/unknown option '--snapshots'/);
    expect(await faultOfCommandLine(['learn'])).toMatch(/unknown command|too many arguments/);
    expect(await faultOfCommandLine(['train', '--snapshot', '2026-01-31'])).toBeNull();
  });
});
