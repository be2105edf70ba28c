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
  const peak = /Maximum resident set size \(kbytes\): (\d+)/.exec(stderr)?.[1];
  return { result: JSON.parse(stdout), seconds, peakMb: peak === undefined ? null : Math.round(Number(peak) / 1024) };
}
