import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../src/io.js';
import { terminalProgress } from '../src/terminal-progress.js';

/** A job of two steps, the second of four units, with a warning between them. */
function report(change: (io: Io) => Io, quiet = false): string {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const io: Io = { out, err, cwd: '/', env: {}, clock: Date.now };
  const progress = terminalProgress(change(io), quiet);
  progress.step('Reading');
  progress.warn('Few buyers.');
  progress.step('Scoring', 4);
  progress.advance(2);
  progress.stop();
  expect(out.read()).toBeNull();
  return String(err.read() ?? '');
}

const onTerminal = (columns: number) => (io: Io) => ({
  ...io,
  err: Object.assign(io.err, { isTTY: true, columns }),
});

describe('terminalProgress', () => {
  it('writes a line per step with the time elapsed where there is no terminal', () => {
    let now = 0;
    const written = report((io) => ({ ...io, clock: () => (now += 500) }));
    expect(written).toBe('   0.5 s  Reading\n   1.0 s  ! Few buyers.\n   1.5 s  Scoring (4)\n');
  });

  it('draws one line on a terminal, keeps warnings, and leaves the line empty', () => {
    const written = report(onTerminal(100));
    expect(written).toContain('██████████░░░░░░░░░░ 2/4');
    expect(
      written
        .split('\n')
        .slice(0, -1)
        .map((line) => line.endsWith('! Few buyers.')),
    ).toEqual([true]);
    expect(written.endsWith('\u001b[1G\u001b[2K')).toBe(true);
  });

  it('never wraps', () => {
    const escapeKey = String.fromCharCode(27);
    const drawn = report(onTerminal(20))
      .split(`${escapeKey}[2K`)
      .filter((text) => text.includes('Scoring'));
    expect(drawn.length).toBeGreaterThan(0);
    for (const text of drawn) expect(text.replaceAll(`${escapeKey}[1G`, '').length).toBeLessThan(20);
  });

  it('says nothing when quiet', () => {
    expect(report(onTerminal(80), true)).toBe('');
  });
});
