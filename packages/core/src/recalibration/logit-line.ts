/** An increasing map of log-odds: ℓ ↦ slope · ℓ + shift, with slope > 0. It leaves the ranking as it is. */
export interface LogitLine {
  readonly slope: number;
  readonly shift: number;
}

/** Changes nothing. */
export const SAME_LOGIT: LogitLine = { slope: 1, shift: 0 };

export function atLogit({ slope, shift }: LogitLine, logit: number): number {
  return slope * logit + shift;
}

/** First `inner`, then `outer`, as one line. */
export function composed(outer: LogitLine, inner: LogitLine): LogitLine {
  return { slope: outer.slope * inner.slope, shift: outer.slope * inner.shift + outer.shift };
}

/** The line that undoes it. */
export function inverse({ slope, shift }: LogitLine): LogitLine {
  return { slope: 1 / slope, shift: -shift / slope };
}

/** The way from no change to the line, gone by a share in [0, 1]: every logit is moved by that share of what the line moves it by. */
export function shrunk({ slope, shift }: LogitLine, share: number): LogitLine {
  return { slope: 1 + share * (slope - 1), shift: share * shift };
}
