/** Codes for numbers in order of first appearance, from 1; 0 is a missing one (NaN). 0 and −0 are two numbers. */
export class NumberCodesByValue {
  /** By code; more room than numbers. */
  #numbers = new Float64Array(256).fill(Number.NaN);
  #words = new Uint32Array(this.#numbers.buffer);
  /** A table of codes by hash, 0 where nothing is; twice as long as `#numbers`. */
  #slots = new Uint16Array(512);
  #next = 1;
  readonly #double = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#double.buffer);

  /** How many codes there are, that of a missing number among them. */
  get size(): number {
    return this.#next;
  }

  /** The code of a number, a new one where it has none yet. */
  code(value: number): number {
    if (Number.isNaN(value)) return 0;
    this.#double[0] = value;
    const low = this.#halves[0]!;
    const high = this.#halves[1]!;
    const last = this.#slots.length - 1;
    for (let slot = hashOf(low, high) & last; ; slot = (slot + 1) & last) {
      const code = this.#slots[slot]!;
      if (code === 0) return this.#add(value, slot);
      if (this.#words[2 * code] === low && this.#words[2 * code + 1] === high) return code;
    }
  }

  /** The numbers, by code. */
  numbers(): Float64Array {
    return this.#numbers.slice(0, this.#next);
  }

  #add(value: number, slot: number): number {
    const code = this.#next++;
    this.#numbers[code] = value;
    this.#slots[slot] = code;
    if (this.#next === this.#numbers.length) this.#grow();
    return code;
  }

  #grow(): void {
    const numbers = new Float64Array(2 * this.#numbers.length);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    this.#words = new Uint32Array(numbers.buffer);
    this.#slots = new Uint16Array(2 * numbers.length);
    const last = this.#slots.length - 1;
    for (let code = 1; code < this.#next; code++) {
      let slot = hashOf(this.#words[2 * code]!, this.#words[2 * code + 1]!) & last;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
      this.#slots[slot] = code;
    }
  }
}

/** Of the two halves of a double: whole numbers differ in a few high bits only. */
function hashOf(low: number, high: number): number {
  const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
