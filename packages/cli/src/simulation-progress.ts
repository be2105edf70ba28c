import type { Progress } from '@propensity/core/ports';
import type { SimulationProgress } from '@propensity/simulator';

const MESSAGE = { simulate: 'Simulating days', write: 'Writing day files' } as const;

/** Reports the steps of a simulation, and the days that are done of each. */
export function simulationProgress(progress: Progress): (at: SimulationProgress) => void {
  let current: SimulationProgress['step'] | undefined;
  return ({ step, done, total }) => {
    if (step !== current) progress.step(MESSAGE[step], total);
    current = step;
    progress.advance(done);
  };
}
