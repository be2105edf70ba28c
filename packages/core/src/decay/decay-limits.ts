/** How far a model may be from what it promised. See docs/decisions/2026-11-30-drift-and-decay.md. */
export interface DecayLimits {
  /** So many times as many converters as expected, or as few, are no decay. */
  readonly tolerance: number;
  /** How far the ROC AUC of a week may be below the lower end of the test's interval. */
  readonly rocAuc: number;
}

export const DEFAULT_DECAY_LIMITS: DecayLimits = { tolerance: 1.25, rocAuc: 0.03 };
