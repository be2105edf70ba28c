import { type Measured, runMeasured } from './run-measured.js';

/** A program that is measured, by its name in a table. */
export interface Contender {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Runs each program `runs` times, in turn, so that what else the machine does falls on all of them alike.
 * @param report takes a line after every run
 * @throws PropensityError `reference_failed`
 */
export function interleaved(
  contenders: readonly Contender[],
  runs: number,
  report: (line: string) => void,
): Map<string, Measured[]> {
  const measured = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let run = 1; run <= runs; run++) {
    for (const { name, program, args } of contenders) {
      const one = runMeasured(program, args);
      measured.get(name)!.push(one);
      report(`run ${run} of ${runs}: ${name} ${one.seconds.toFixed(2)} s`);
    }
  }
  return measured;
}
