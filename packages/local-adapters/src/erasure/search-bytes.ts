import { createReadStream } from 'node:fs';

/** Every text that is searched for has at least so many bytes. */
export const LEAST_BYTES = 12;

/** Texts by the first four of their bytes, of which the first two are looked at for all bytes of a file. */
interface Needles {
  readonly beginsWith: Uint8Array;
  readonly byPrefix: ReadonlyMap<number, readonly Buffer[]>;
  readonly longest: number;
}

/** Texts, made ready to be searched for all at once. @param texts of `LEAST_BYTES` of UTF-8 or more */
export function needlesOf(texts: readonly string[]): Needles {
  const beginsWith = new Uint8Array(65_536);
  const byPrefix = new Map<number, Buffer[]>();
  let longest = 0;
  for (const text of texts) {
    const bytes = Buffer.from(text, 'utf8');
    longest = Math.max(longest, bytes.length);
    beginsWith[bytes.readUInt16BE(0)] = 1;
    const prefix = bytes.readUInt32BE(0);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), bytes]);
  }
  return { beginsWith, byPrefix, longest };
}

/**
 * Reads every byte of a file, once however many texts there are.
 * @param found counts how often each text occurs; grows
 * @returns how many bytes were read
 */
export async function searchBytes(path: string, needles: Needles, found: Map<string, number>): Promise<number> {
  let bytes = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    bytes += (chunk as Buffer).length;
    const window = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    // What begins in the last bytes is found together with the next ones.
    const end = window.length - (needles.longest - 1);
    for (let at = 0; at < end; at++) countAt(window, at, needles, found);
    rest = Buffer.from(window.subarray(Math.max(0, end)));
  }
  for (let at = 0; at + LEAST_BYTES <= rest.length; at++) countAt(rest, at, needles, found);
  return bytes;
}

function countAt(bytes: Buffer, at: number, { beginsWith, byPrefix }: Needles, found: Map<string, number>): void {
  if (beginsWith[(bytes[at]! << 8) | bytes[at + 1]!] === 0) return;
  for (const needle of byPrefix.get(bytes.readUInt32BE(at)) ?? []) {
    if (bytes.compare(needle, 0, needle.length, at, Math.min(at + needle.length, bytes.length)) !== 0) continue;
    const text = needle.toString('utf8');
    found.set(text, (found.get(text) ?? 0) + 1);
  }
}
