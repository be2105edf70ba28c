import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commandLine, nextCommand } from '../../src/render/command-line.js';
import { spell } from '../../src/render/glyphs.js';
import { aligned, bullets, fit, heading, sentence, wrap } from '../../src/render/layout.js';
import { table } from '../../src/render/table.js';
import { truncated } from '../../src/render/truncated.js';
import { USUAL } from '../support/screens.js';

const NARROW = { ...USUAL, columns: 40 };
const ASCII = { ...USUAL, unicode: false };
const COLOURED = { ...USUAL, colour: true };

describe('wrap', () => {
  it('breaks at spaces, and leaves a word that is too long whole', () => {
    expect(wrap('one two /a/very/long/path three', 8)).toEqual(['one two', '/a/very/long/path', 'three']);
  });

  it('keeps a number with its percent sign', () => {
    expect(wrap('off by 3.24 %, or so', 11)).toEqual(['off by', '3.24 %, or', 'so']);
  });

  it('counts columns, not characters', () => {
    expect(wrap('カート カート', 12)).toEqual(['カート', 'カート']);
    expect(wrap('カート カート', 13)).toEqual(['カート カート']);
  });
});

describe('spell', () => {
  it('writes our signs in ASCII, and leaves what is not ours', () => {
    expect(spell('✓ ✗ ! · → × – − … ≥ █▌▏ カート', ASCII)).toBe('ok x ! - -> x - - ... >= ##  カート');
    expect(spell('✓ ✗', USUAL)).toBe('✓ ✗');
  });
});

describe('sentence, bullets, heading, aligned', () => {
  it('go on below their first word', () => {
    expect(sentence('a sentence that does not fit into forty columns', NARROW, 'Next: ')).toEqual([
      'Next: a sentence that does not fit into',
      '      forty columns',
    ]);
    expect(bullets(['a note that does not fit into forty columns'], NARROW)).toEqual([
      '  ! a note that does not fit into forty',
      '    columns',
    ]);
    expect(heading('✓ A headline that does not fit into 40 columns', NARROW)).toEqual([
      '✓ A headline that does not fit into 40',
      '  columns',
    ]);
    expect(
      aligned(
        [
          ['a', 'short'],
          ['label', 'a value that does not fit into the rest'],
        ],
        NARROW,
      ),
    ).toEqual(['  a       short', '  label   a value that does not fit into', '          the rest']);
  });

  it('stand below a lead that leaves a word no room', () => {
    expect(sentence('days_since_session_start=(missing)', NARROW, '   -0.005 [-0.201, 0.190]  ')).toEqual([
      '   -0.005 [-0.201, 0.190]',
      '     days_since_session_start=(missing)',
    ]);
    expect(sentence('/a/path/that/nobody/can/break/anywhere/at/all', NARROW)).toEqual([
      '/a/path/that/nobody/can/break/anywhere/at/all',
    ]);
  });

  it('put values below labels that leave them no room', () => {
    expect(aligned([['a label of twenty-one', 'a value of some words']], NARROW)).toEqual([
      '  a label of twenty-one',
      '    a value of some words',
    ]);
  });

  it('keep marks of one list in line in ASCII', () => {
    expect([...bullets(['well'], ASCII, '✓'), ...bullets(['odd'], ASCII), ...bullets(['bad'], ASCII, '✗')]).toEqual([
      '  ok well',
      '  !  odd',
      '  x  bad',
    ]);
  });

  it('differ from plain text in colours only', () => {
    for (const draw of [
      (screen: typeof USUAL) => heading('✗ Not ready', screen),
      (screen: typeof USUAL) => bullets(['odd'], screen),
      (screen: typeof USUAL) => aligned([['label', 'value']], screen),
    ]) {
      const [plain, coloured] = [draw(USUAL), draw(COLOURED)];
      expect(coloured).not.toEqual(plain);
      expect(coloured.map(stripVTControlCharacters)).toEqual(plain);
    }
  });
});

describe('fit', () => {
  it('breaks only what is too long, below what the line begins with', () => {
    expect(fit('Short.\n\n  · a note that does not fit into forty columns', NARROW)).toBe(
      'Short.\n\n  · a note that does not fit into forty\n    columns',
    );
  });
});

describe('commandLine', () => {
  const command = 'propensity init --events "my export/events_*.parquet" --yes';

  it('breaks a long command as a shell reads it', () => {
    const lines = nextCommand(command, NARROW);
    expect(lines).toEqual([
      'Next: propensity init --events \\',
      '        "my export/events_*.parquet" \\',
      '        --yes',
    ]);
    const typed = lines
      .join('\n')
      .replace('Next: ', '')
      .replace(/ \\\n\s*/g, ' ');
    expect(typed).toBe(command);
  });

  it('leaves one that fits as it is', () => {
    expect(commandLine(command, USUAL, '  ')).toEqual([`  ${command}`]);
  });
});

describe('table', () => {
  const columns = [
    { header: 'name', cell: ({ name }: { name: string; n: number }) => name },
    {
      header: 'number of rows',
      cell: ({ n }: { name: string; n: number }) => `${n} [in all]`,
      short: ({ n }: { name: string; n: number }) => String(n),
      side: 'right' as const,
    },
  ];
  const rows = [
    { name: 'first', n: 5 },
    { name: 'second', n: 1000 },
  ];
  const long = [{ name: 'a name of twenty-four ch', n: 5 }];

  it('aligns its columns', () => {
    expect(table(columns, rows, USUAL)).toEqual([
      '  name     number of rows',
      '  first        5 [in all]',
      '  second   1000 [in all]'.replace('   1000', '    1000'),
    ]);
  });

  it('comes closer, then shortens cells, then becomes a block per row', () => {
    const of = (width: number) => table(columns, long, { ...USUAL, columns: width });
    expect(of(43)[1]).toBe('  a name of twenty-four ch       5 [in all]');
    expect(of(42)[1]).toBe('  a name of twenty-four ch      5 [in all]');
    expect(of(41)).toEqual(['  a name of twenty-four ch', '    number of rows', '    5 [in all]']);
    const wide = [{ name: 'a name of twenty-four ch', n: 100_000_000 }];
    expect(table(columns, wide, { ...USUAL, columns: 42 })[1]).toBe('  a name of twenty-four ch       100000000');
  });
});

it('leaves a spare column out before it gives the table up', () => {
  const columns = [
    { header: 'model', cell: (day: string) => `purchase-${day}` },
    { header: 'snapshot', cell: (day: string) => day, spare: true },
    { header: 'status', cell: () => 'challenger' },
  ];
  expect(table(columns, ['2025-02-20'], NARROW)).toEqual([
    '  model                status',
    '  purchase-2025-02-20  challenger',
  ]);
});

it('truncates to columns, and shows that it did', () => {
  expect(truncated('Reading the rows', 20, USUAL)).toBe('Reading the rows');
  expect(truncated('Reading the rows', 10, USUAL)).toBe('Reading t…');
  expect(truncated('Reading the rows', 10, ASCII)).toBe('Reading...');
  expect(truncated('カート', 4, USUAL)).toBe('カ…');
  expect(truncated('Reading', 2, ASCII)).toBe('');
});
