import type { ErrorKind } from '@propensity/core';

/** 0 done · 1 the job failed · 2 wrong usage or configuration · 3 refused by a check. */
export const EXIT = { done: 0, failed: 1, usage: 2, refused: 3 } as const;

export const EXIT_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT.usage,
  refused: EXIT.refused,
  failed: EXIT.failed,
  conflict: EXIT.failed,
};
