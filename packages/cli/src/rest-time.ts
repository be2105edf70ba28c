/** Before so much has passed, a rest time would be a guess. */
const LEAST_ELAPSED_MS = 1000;

/**
 * How long the rest of a step takes if it goes on as it has, in milliseconds; null while that is not known: nothing is
 * done yet, everything is, or too little time has passed.
 * @param elapsedMs from the beginning of the step to the end of its last unit
 * @param sinceMs from then to now: the rest becomes shorter by it, down to 1 ms where the next unit takes longer
 */
export function restTime(done: number, total: number, elapsedMs: number, sinceMs = 0): number | null {
  if (done <= 0 || done >= total || elapsedMs + sinceMs < LEAST_ELAPSED_MS) return null;
  return Math.max(1, (elapsedMs / done) * (total - done) - sinceMs);
}

/** `45 s`, `3 min 5 s`, `2 h 10 min`: whole seconds, at least 1 where some time is left. */
export function duration(ms: number): string {
  const seconds = Math.max(ms > 0 ? 1 : 0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
