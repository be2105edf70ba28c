import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { compareFitting } from '../fitting/compare-fitting.js';
import { commaSeparated, positiveNumber } from '../option-values.js';
import { compareScoring } from '../scoring/compare-scoring.js';
import { compareE2e } from './compare-e2e.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));

/** The tables of bench/README.md, each between its marks. */
const SECTIONS = ['e2e', 'scoring', 'fitting'] as const;
type Section = (typeof SECTIONS)[number];

interface TableOptions {
  readonly rows: readonly string[];
  readonly runs: number;
  readonly only?: Section;
}

/** `bench table`: measures everything, and writes the tables of bench/README.md. @param write takes what goes to stdout */
export function tableCommand(write: (text: string) => void, cache: string): Command {
  return new Command('table')
    .description('Measure everything beside its references, interleaved, and write the tables of bench/README.md.')
    .option('--rows <a,b,…>', 'numbers of users of e2e; the last is that of scoring', commaSeparated, [
      '100000',
      '1000000',
    ])
    .option('--runs <number>', 'of each, in turn; the tables have their medians', positiveNumber, 5)
    .addOption(new Option('--only <table>', 'this table alone').choices(SECTIONS))
    .action(async ({ rows, runs, only }: TableOptions) => {
      const report = (line: string) => process.stderr.write(`${line}\n`);
      const sizes = rows.map(Number);
      const measure: Readonly<Record<Section, () => Promise<string>>> = {
        e2e: () => compareE2e(cache, sizes, runs, report),
        scoring: () => compareScoring(cache, sizes.at(-1)!, runs, report),
        fitting: async () => compareFitting({ rows: 2000, columns: 20 }, runs, report),
      };
      const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
      for (const section of only === undefined ? SECTIONS : [only]) {
        const text = `${machine}\n\n${await measure[section]()}`;
        writeFileSync(README, between(readFileSync(README, 'utf8'), section, text));
        write(text);
      }
    });
}

/** That README with the text between the marks of that section. */
function between(readme: string, section: Section, text: string): string {
  const mark = `<!-- ${section} -->`;
  const from = readme.indexOf(mark) + mark.length;
  return `${readme.slice(0, from)}\n\n${text}\n\n${readme.slice(readme.indexOf(`<!-- /${section} -->`))}`;
}
