import { PropensityError } from '../../errors/propensity-error.js';

/**
 * Refuses what a destination would cut or drop without saying so.
 * @param what it is, for the message
 * @throws PropensityError `payload_over_limit`
 */
export function withinLimit(what: string, length: number, limit: number): void {
  if (length <= limit) return;
  throw new PropensityError('payload_over_limit', `${what} is ${length}; Google takes at most ${limit}.`, {
    kind: 'refused',
    hint: 'Nothing was exported. Shorten it, or leave these users out.',
    details: { length, limit },
  });
}

/** Characters as people count them: one for a code point, whatever its bytes. */
export function characters(text: string): number {
  return [...text].length;
}

/** Bytes in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
