import { type Device, drawDevice, type Person } from './person.js';
import type { RandomStream } from './random-stream.js';
import { DEVICES, drawTrait } from './traits.js';

/** How people who sign in share and spread their visits. */
const SIGN_INS = {
  accounts: 0.8,
  /** Share of people with 1, 2 and 3 devices of their own, and how their visits spread over them. */
  devices: [0.15, 0.5, 0.35],
  use: [0.7, 1, 0.9],
  /** Who buys goes to their main device for it as often, wherever they have looked around. */
  convertsOnMain: 0.75,
  /** Share of people who share a tablet with the next one, beside their own devices, and how much they use it. */
  households: 0.2,
  sharedUse: 0.6,
  perVisit: 0.5,
  beforeConverting: 0.85,
} as const;

interface Owned {
  readonly devices: Device[];
  readonly use: number[];
  readonly hasAccount: boolean;
}

/** Who uses which devices, and who has an account to sign in with. */
export class DeviceOwnership {
  /** Every device, by its index; those that people mainly buy on come first, in order of the people. */
  readonly devices: readonly Device[];
  readonly #owned: readonly Owned[];

  private constructor(devices: readonly Device[], owned: readonly Owned[]) {
    this.devices = devices;
    this.#owned = owned;
  }

  /** Draws further devices for the people of these, some of them shared by two. */
  static draw(random: RandomStream, mainDevices: Iterable<Device>): DeviceOwnership {
    const devices = [...mainDevices];
    const further = (trait: Device['trait']) => {
      const device = drawDevice(random, devices.length, trait);
      devices.push(device);
      return device;
    };
    const owned = devices.slice().map((device): Owned => {
      const own = { devices: [device], use: [SIGN_INS.use[0] as number], hasAccount: random.chance(SIGN_INS.accounts) };
      const count = 1 + random.index(SIGN_INS.devices);
      for (let place = 1; place < count; place++) {
        own.devices.push(further(drawTrait(random, DEVICES)));
        own.use.push(SIGN_INS.use[place]!);
      }
      return own;
    });
    const tablet = DEVICES.find(({ category }) => category === 'tablet')!;
    for (let first = 0; first + 1 < owned.length; first++) {
      // Two people make a household, so that as many begin one as half of the share.
      if (!random.chance(SIGN_INS.households / 2)) continue;
      const shared = further(tablet);
      for (const member of [owned[first]!, owned[first + 1]!]) {
        member.devices.push(shared);
        member.use.push(SIGN_INS.sharedUse);
      }
      first++;
    }
    return new DeviceOwnership(devices, owned);
  }

  /** The devices that a person uses; their main one first. */
  devicesOf({ index }: Person): readonly Device[] {
    return this.#owned[index]!.devices;
  }

  /** Draws the device of a visit; says nothing about whether it converts that was not decided before. */
  deviceOfVisit(random: RandomStream, { index }: Person, converts: boolean): Device {
    const { devices, use } = this.#owned[index]!;
    if (converts && random.chance(SIGN_INS.convertsOnMain)) return devices[0]!;
    return devices[random.index(use)]!;
  }

  /** Draws whether somebody signs in on a visit. */
  signsIn(random: RandomStream, { index }: Person, converts: boolean): boolean {
    if (!this.#owned[index]!.hasAccount) return false;
    return random.chance(converts ? SIGN_INS.beforeConverting : SIGN_INS.perVisit);
  }
}
