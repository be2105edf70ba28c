import type { FileHandle } from 'node:fs/promises';
import { fnv1a, hashOfId, LINE_START, spread } from './serving-format.js';

const READ_BYTES = 1 << 20;
const NEWLINE = 10;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Reads the lines of a serving file and says where each begins and what the hash of its user's id is; in between it gives
 * way to other work of the process.
 * @param onBytes takes everything that was read, in order
 * @param onLine takes a line; what it returns is waited for
 */
export async function scanLines(
  file: FileHandle,
  onBytes: (bytes: Buffer) => void,
  onLine: (hash: number, lineAt: number) => Promise<void> | undefined,
): Promise<{ readonly lines: number; readonly bytes: number }> {
  let buffer = Buffer.alloc(READ_BYTES);
  /** Bytes at the front of the buffer that belong to a line whose end has not been read. */
  let carried = 0;
  let bytes = 0;
  let lines = 0;
  for (;;) {
    if (carried === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const { bytesRead } = await file.read(buffer, carried, buffer.length - carried, bytes);
    if (bytesRead === 0) break;
    onBytes(buffer.subarray(carried, carried + bytesRead));
    const bufferAt = bytes - carried;
    bytes += bytesRead;
    const filled = carried + bytesRead;
    const last = buffer.lastIndexOf(NEWLINE, filled - 1);
    let at = 0;
    while (at <= last) {
      const idEnd = endOfId(buffer, at + LINE_START.length);
      const end = buffer.indexOf(NEWLINE, idEnd);
      const hash = hashOfLine(buffer, at, idEnd, end);
      const full = onLine(hash, bufferAt + at);
      if (full !== undefined) await full;
      lines += 1;
      at = end + 1;
    }
    buffer.copyWithin(0, at, filled);
    carried = filled - at;
  }
  if (carried > 0) throw new Error('The last line of the serving file breaks off.');
  return { lines, bytes };
}

/** Where an id ends: its closing quote, or the first character that is escaped. */
function endOfId(buffer: Buffer, from: number): number {
  let at = from;
  while (buffer[at] !== QUOTE && buffer[at] !== BACKSLASH) at += 1;
  return at;
}

function hashOfLine(buffer: Buffer, at: number, idEnd: number, end: number): number {
  if (buffer[idEnd] === QUOTE) return spread(fnv1a(buffer, at + LINE_START.length, idEnd));
  const { u } = JSON.parse(buffer.toString('utf8', at, end)) as { readonly u: string };
  return hashOfId(Buffer.from(u));
}
