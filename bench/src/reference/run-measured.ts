import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PropensityError } from '@propensity/core';

const GNU_TIME = '/usr/bin/time';

/** What a program printed as JSON, and what the operating system says of its process. */
export interface Measured {
  readonly result: Readonly<Record<string, unknown>>;
  /** From its start to its exit. */
  readonly seconds: number;
  /** Largest resident memory, by GNU time; null where that is not installed (Debian package `time`). */
  readonly peakMb: number | null;
  /** Of all its threads, in user code and the system's, by GNU time: on a busy machine steadier than `seconds`. */
  readonly cpuSeconds: number | null;
}

/** @param cwd the folder it runs in; this process's when left out @throws PropensityError `reference_failed` */
export function runMeasured(program: string, args: readonly string[], cwd?: string): Measured {
  const hasTime = existsSync(GNU_TIME);
  const [command, ...rest] = hasTime ? [GNU_TIME, '-v', program, ...args] : [program, ...args];
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(command!, rest, { encoding: 'utf8', maxBuffer: 1 << 26, cwd });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) {
    throw new PropensityError('reference_failed', `${program} failed: ${stderr.trim().slice(-2000)}`);
  }
  const peak = numberIn(stderr, /Maximum resident set size \(kbytes\): (\d+)/);
  const [user, system] = [/User time \(seconds\): ([\d.]+)/, /System time \(seconds\): ([\d.]+)/].map((pattern) =>
    numberIn(stderr, pattern),
  );
  return {
    result: JSON.parse(stdout),
    seconds,
    peakMb: peak === null ? null : Math.round(peak / 1024),
    cpuSeconds: user == null || system == null ? null : Number((user + system).toFixed(2)),
  };
}

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
