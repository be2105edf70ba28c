import { type FileHandle, open, rm } from 'node:fs/promises';
import { ENTRY_BYTES } from './serving-format.js';

/** Entries are put aside by the first bits of their hash, so that those of one part fit into memory however many there are. */
const PART_BITS = 8;
const PARTS = 1 << PART_BITS;
const ENTRIES_PER_CHUNK = 2048;
const CHUNK_BYTES = ENTRIES_PER_CHUNK * ENTRY_BYTES;

/** Entries of an index on their way into the order of their buckets: a few megabytes in memory, the rest in a file that goes with `close`. */
export class IndexEntries {
  readonly #chunks = Array.from({ length: PARTS }, () => Buffer.alloc(CHUNK_BYTES));
  readonly #filled = new Uint32Array(PARTS);
  /** For each part, which chunks of the file are its own. */
  readonly #written = Array.from({ length: PARTS }, (): number[] => []);
  #file: FileHandle | null = null;
  #chunksInFile = 0;

  /** @param path of the file, made when it is needed */
  constructor(readonly path: string) {}

  /** Takes one more. @returns something to wait for when a chunk has become full */
  add(hash: number, lineAt: number): Promise<void> | undefined {
    const part = hash >>> (32 - PART_BITS);
    const chunk = this.#chunks[part]!;
    const at = this.#filled[part]!;
    // Byte by byte: the methods of Buffer check each number, and there is one entry per user.
    const high = Math.floor(lineAt / 2 ** 32);
    chunk[at] = hash;
    chunk[at + 1] = hash >>> 8;
    chunk[at + 2] = hash >>> 16;
    chunk[at + 3] = hash >>> 24;
    chunk[at + 4] = lineAt;
    chunk[at + 5] = lineAt >>> 8;
    chunk[at + 6] = lineAt >>> 16;
    chunk[at + 7] = lineAt >>> 24;
    chunk[at + 8] = high;
    chunk[at + 9] = high >>> 8;
    this.#filled[part] = at + ENTRY_BYTES;
    return at + ENTRY_BYTES === CHUNK_BYTES ? this.#flush(part) : undefined;
  }

  /** The entries in the order of their buckets, part by part, with the number of entries in each bucket of the part. */
  async *inOrder(bits: number): AsyncGenerator<{ readonly entries: Buffer; readonly counts: Uint32Array }> {
    for (let part = 0; part < PARTS; part++) {
      yield byBucket(await this.#read(part), bits);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    await rm(this.path, { force: true });
  }

  async #flush(part: number): Promise<void> {
    this.#filled[part] = 0;
    this.#file ??= await open(this.path, 'w+');
    await this.#file.write(this.#chunks[part]!, 0, CHUNK_BYTES, this.#chunksInFile * CHUNK_BYTES);
    this.#written[part]!.push(this.#chunksInFile);
    this.#chunksInFile += 1;
  }

  async #read(part: number): Promise<Buffer> {
    const written = this.#written[part]!;
    const entries = Buffer.alloc(written.length * CHUNK_BYTES + this.#filled[part]!);
    for (const [index, chunk] of written.entries()) {
      await this.#file!.read(entries, index * CHUNK_BYTES, CHUNK_BYTES, chunk * CHUNK_BYTES);
    }
    this.#chunks[part]!.copy(entries, written.length * CHUNK_BYTES, 0, this.#filled[part]!);
    return entries;
  }
}

/** Sorts the entries of one part by bucket. */
function byBucket(entries: Buffer, bits: number): { readonly entries: Buffer; readonly counts: Uint32Array } {
  const counts = new Uint32Array(1 << (bits - PART_BITS));
  const bucketAt = (at: number) => (hashAt(entries, at) >>> (32 - bits)) & (counts.length - 1);
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) counts[bucketAt(at)]! += 1;
  const next = new Uint32Array(counts.length);
  for (let bucket = 1; bucket < counts.length; bucket++) next[bucket] = next[bucket - 1]! + counts[bucket - 1]!;
  const sorted = Buffer.alloc(entries.length);
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    const bucket = bucketAt(at);
    const place = next[bucket]! * ENTRY_BYTES;
    for (let byte = 0; byte < ENTRY_BYTES; byte++) sorted[place + byte] = entries[at + byte]!;
    next[bucket]! += 1;
  }
  return { entries: sorted, counts };
}

function hashAt(entries: Buffer, at: number): number {
  return entries[at]! | (entries[at + 1]! << 8) | (entries[at + 2]! << 16) | (entries[at + 3]! << 24);
}
