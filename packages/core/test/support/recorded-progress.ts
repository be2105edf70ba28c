import type { Progress } from '../../src/ports/progress.js';

/** A progress that remembers, as `Fitting 3/9`. */
export function recordedProgress(): Progress & { readonly said: string[] } {
  const said: string[] = [];
  let step = '';
  let units = 0;
  return {
    said,
    step(message, total = 0) {
      step = message;
      units = total;
      said.push(total === 0 ? message : `${message} 0/${total}`);
    },
    advance: (done) => void said.push(`${step} ${done}/${units}`),
    warn: (message) => void said.push(`! ${message}`),
  };
}
