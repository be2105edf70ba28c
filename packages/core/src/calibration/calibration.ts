/** How the linear score η becomes a probability: σ(η), or σ(slope·η + intercept) (Platt, 1999). */
export type Calibration =
  | { readonly method: 'none' }
  | { readonly method: 'platt'; readonly slope: number; readonly intercept: number };
