import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../src/io.js';
import { terminalProgress } from '../src/terminal-progress.js';

const ESCAPE = String.fromCharCode(27);
const CLEARED = `${ESCAPE}[1G${ESCAPE}[2K`;

/** A job of two steps, the second of four units, with a warning between them. */
function report(change: (io: Io) => Io, quiet = false): string {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const io: Io = { out, err, cwd: '/', env: { LANG: 'C.UTF-8' }, clock: Date.now };
  const progress = terminalProgress(change(io), quiet);
  progress.step('Reading');
  progress.warn('Few buyers.');
  progress.step('Scoring', 4);
  progress.advance(2);
  progress.stop();
  expect(out.read()).toBeNull();
  return String(err.read() ?? '');
}

const onTerminal =
  (columns: number, env: Io['env'] = { LANG: 'C.UTF-8' }, clock: () => number = () => 0) =>
  (io: Io): Io => ({ ...io, err: Object.assign(io.err, { isTTY: true, columns }), env, clock });

/** Seconds that pass between two looks at the clock. */
const every = (seconds: number) => {
  let now = 0;
  return () => (now += 1000 * seconds);
};

/** What stood in the line, one after the other. */
const drawn = (written: string) => written.split(CLEARED).filter((text) => text !== '');

describe('terminalProgress', () => {
  it('writes a line per step with the time elapsed where there is no terminal', () => {
    const written = report((io) => ({ ...io, clock: every(0.5) }));
    expect(written).toBe('   0.5 s  Reading\n   1.0 s  ! Few buyers.\n   1.5 s  Scoring (4)\n');
  });

  it('breaks plain lines below their first word', () => {
    const err = new PassThrough();
    const io: Io = { out: err, err, cwd: '/', env: { COLUMNS: '40' }, clock: () => 0 };
    terminalProgress(io, false).warn('Few users bought anything in the weeks before.');
    expect(String(err.read())).toBe('   0.0 s  ! Few users bought anything in\n            the weeks before.\n');
  });

  it('draws one line on a terminal, keeps warnings, and leaves the line empty', () => {
    const written = report(onTerminal(100, { LANG: 'C.UTF-8', NO_COLOR: '1' }));
    expect(drawn(written)).toEqual([
      '⠋ Reading 0 s',
      '! Few buyers.\n',
      '⠙ Scoring ░░░░░░░░░░░░░░░░░░░░ 0/4 0 s',
      '⠹ Scoring ██████████░░░░░░░░░░ 2/4 0 s',
    ]);
    expect(written.endsWith(CLEARED)).toBe(true);
  });

  it('says how long the rest takes once that can be known', () => {
    // Begun at 15 s, half done at 45 s: the other half takes 30 s again, 15 of which have passed when it is drawn at 60 s.
    expect(drawn(report(onTerminal(100, { LANG: 'C.UTF-8' }, every(15)))).slice(-2)).toEqual([
      '⠙ Scoring ░░░░░░░░░░░░░░░░░░░░ 0/4 15 s',
      '⠹ Scoring ██████████░░░░░░░░░░ 2/4 15 s left',
    ]);
  });

  it('draws in ASCII where the locale has no more', () => {
    expect(drawn(report(onTerminal(60, { LC_ALL: 'C', LANG: 'C.UTF-8', NO_COLOR: '1' }))).slice(1)).toEqual([
      '! Few buyers.\n',
      '/ Scoring ............ 0/4 0 s',
      '- Scoring ######...... 2/4 0 s',
    ]);
  });

  it.each([60, 40, 20, 12])('never wraps in %d columns', (columns) => {
    const lines = drawn(report(onTerminal(columns)));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.filter((text) => !text.endsWith('\n'))) expect(line.length).toBeLessThan(columns);
  });

  it('leaves out the bar before it cuts the message', () => {
    expect(drawn(report(onTerminal(24))).at(-1)).toBe('⠹ Scoring 2/4 0 s');
    expect(drawn(report(onTerminal(16))).at(-1)).toBe('⠹ Scor… 2/4 0 s');
  });

  it('says nothing when quiet', () => {
    expect(report(onTerminal(80), true)).toBe('');
  });
});
