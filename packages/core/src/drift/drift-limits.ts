/** From where on a difference is reported; what chance does with so few users is added to each. See docs/decisions/2026-11-30-drift-and-decay.md. */
export interface DriftLimits {
  /** Of the population stability index of a feature or of the scores. */
  readonly psi: number;
  /** Of the difference between two shares of users: those of whom a feature is missing, 0 or unknown to the model. */
  readonly share: number;
  /** Of the number of users, or of events per user: so many times as many, or as few. */
  readonly volume: number;
}

export const DEFAULT_DRIFT_LIMITS: DriftLimits = { psi: 0.1, share: 0.05, volume: 1.5 };
