/** The parts of a feature's name. */
export interface FeatureWindow {
  /** What is measured: `sessions` for `sessions_7d`. */
  readonly measure: string;
  /** The days before S that it is measured over; null where the name does not say. */
  readonly days: number | null;
}

/** By the convention of `FeatureSpec.name`: one thing measured over several windows is named `<measure>_<days>d`. */
export function featureWindow(name: string): FeatureWindow {
  const [, measure, days] = /^(.+)_(\d+)d$/.exec(name) ?? [];
  return measure === undefined ? { measure: name, days: null } : { measure, days: Number(days) };
}
