/** Milliseconds to wait for an item that another thread has taken before that thread is given up. */
export const PATIENCE = 10_000;
/** Reads of a control word before a thread sleeps: some tens of microseconds. */
const READS_BEFORE_SLEEP = 5_000;

const NEXT = 0;
const DONE = 1;
const CONTROL_WORDS = 2;

/** Control words for items 0, 1, … that threads share, none of them taken yet. */
export function newItems(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
}

/** Does one item after the other, together with the helping threads, until none is left to take. */
export function takeItems(control: Int32Array, nItems: number, work: (item: number) => void): void {
  for (let item = Atomics.add(control, NEXT, 1); item < nItems; item = Atomics.add(control, NEXT, 1)) {
    work(item);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

/**
 * As `takeItems`, then waits for the other threads.
 * @returns false when another thread took an item and did not finish it in time
 */
export function leadItems(
  control: Int32Array,
  nItems: number,
  work: (item: number) => void,
  patience = PATIENCE,
): boolean {
  takeItems(control, nItems, work);
  return waitForCount(control, DONE, nItems, patience);
}

/**
 * Waits until the word at `index` has reached `count`.
 * @returns false when it has not changed for `patience` milliseconds
 */
export function waitForCount(control: Int32Array, index: number, count: number, patience: number): boolean {
  for (let done = Atomics.load(control, index); done < count; done = Atomics.load(control, index)) {
    if (waitWhile(control, index, done, patience) === 'timed-out') return false;
  }
  return true;
}

/** `Atomics.wait` after a short busy wait: much work takes less time than falling asleep and waking up. */
export function waitWhile(control: Int32Array, index: number, value: number, patience?: number): string {
  for (let turn = 0; turn < READS_BEFORE_SLEEP; turn++) if (Atomics.load(control, index) !== value) return 'not-equal';
  return Atomics.wait(control, index, value, patience);
}
