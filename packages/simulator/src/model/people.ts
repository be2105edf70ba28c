import { type Device, type Person, pseudoId } from './person.js';
import { DEVICES, type PlaceTrait, type SourceTrait } from './traits.js';

/** Things that are made when asked for: a list that holds no object for each of them. */
export interface Made<Thing> extends Iterable<Thing> {
  readonly length: number;
  /** @param index in [0, length) */
  at(index: number): Thing;
}

/**
 * The people of a site in columns of numbers, some 75 bytes each where an object takes 450: sites of millions fit. A person is made when
 * asked for, equal to the one that was drawn.
 */
export class People implements Made<Person> {
  readonly length: number;
  readonly arrivalDay: Int32Array;
  readonly lastDay: Int32Array;
  readonly visitRate: Float64Array;
  readonly #arrivalMicros: Float64Array;
  readonly #affinity: Float64Array;
  readonly #curiosity: Float64Array;
  readonly #deepVisitProbability: Float64Array;
  readonly #cold: Float64Array;
  readonly #warm: Float64Array;
  readonly #deviceTail: Int32Array;
  readonly #trait: Uint8Array;
  readonly #place: Uint16Array;
  readonly #source: Uint16Array;
  readonly #habits: Uint16Array;
  readonly #habitLists: (readonly string[])[] = [];
  readonly #places: readonly PlaceTrait[];
  readonly #sources: readonly SourceTrait[];

  /**
   * @param draw draws the next one; asked for each index once, in order
   * @param site the places and sources that its people are of
   */
  constructor(
    count: number,
    draw: (index: number) => Person,
    site: { readonly places: readonly PlaceTrait[]; readonly sources: readonly SourceTrait[] },
  ) {
    this.length = count;
    this.#places = site.places;
    this.#sources = site.sources;
    const doubles = () => new Float64Array(count);
    this.arrivalDay = new Int32Array(count);
    this.lastDay = new Int32Array(count);
    this.visitRate = doubles();
    this.#arrivalMicros = doubles();
    this.#affinity = doubles();
    this.#curiosity = doubles();
    this.#deepVisitProbability = doubles();
    this.#cold = doubles();
    this.#warm = doubles();
    this.#deviceTail = new Int32Array(count);
    this.#trait = new Uint8Array(count);
    this.#place = new Uint16Array(count);
    this.#source = new Uint16Array(count);
    this.#habits = new Uint16Array(count);
    const habitLists = new Map<string, number>();
    for (let index = 0; index < count; index++) this.#keep(index, draw(index), habitLists);
  }

  at(index: number): Person {
    return {
      index,
      device: this.device(index),
      place: this.#places[this.#place[index]!]!,
      source: this.#sources[this.#source[index]!]!,
      affinity: this.#affinity[index]!,
      curiosity: this.#curiosity[index]!,
      habits: this.#habitLists[this.#habits[index]!]!,
      visitRate: this.visitRate[index]!,
      deepVisitProbability: this.#deepVisitProbability[index]!,
      conversion: { cold: this.#cold[index]!, warm: this.#warm[index]! },
      arrivalDay: this.arrivalDay[index]!,
      lastDay: this.lastDay[index]!,
      arrivalMicros: this.#arrivalMicros[index]!,
    };
  }

  /** A person's main device. */
  device(index: number): Device {
    const trait = DEVICES[this.#trait[index]!]!;
    return { index, trait, userPseudoId: pseudoId(index, this.#deviceTail[index]!) };
  }

  /** The main devices of all. */
  get mainDevices(): Made<Device> {
    return made(this.length, (index) => this.device(index));
  }

  *[Symbol.iterator](): Generator<Person, void> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  #keep(index: number, person: Person, habitLists: Map<string, number>): void {
    this.arrivalDay[index] = person.arrivalDay;
    this.lastDay[index] = person.lastDay;
    this.visitRate[index] = person.visitRate;
    this.#arrivalMicros[index] = person.arrivalMicros;
    this.#affinity[index] = person.affinity;
    this.#curiosity[index] = person.curiosity;
    this.#deepVisitProbability[index] = person.deepVisitProbability;
    this.#cold[index] = person.conversion.cold;
    this.#warm[index] = person.conversion.warm;
    this.#deviceTail[index] = Number(person.device.userPseudoId.split('.')[1]);
    this.#trait[index] = DEVICES.indexOf(person.device.trait);
    this.#place[index] = this.#places.indexOf(person.place);
    this.#source[index] = this.#sources.indexOf(person.source);
    const key = person.habits.join(' ');
    const list = habitLists.get(key) ?? habitLists.size;
    if (list === habitLists.size) {
      habitLists.set(key, list);
      this.#habitLists.push(person.habits);
    }
    this.#habits[index] = list;
  }
}

/** A list of that length whose things `make` makes. */
export function made<Thing>(length: number, make: (index: number) => Thing): Made<Thing> {
  return {
    length,
    at: make,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield make(index);
    },
  };
}
