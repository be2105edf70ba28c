import { createHash, createHmac } from 'node:crypto';
import { digestBlocks, userDigest } from '@propensity/core/erasure';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const KEY = '0b'.repeat(32);

describe('userDigest', () => {
  it('is HMAC-SHA-256 of the SHA-256 of the UTF-8 bytes of the id', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string({ unit: 'grapheme' }), (bytes, userId) => {
        const key = Buffer.from(bytes);
        const hash = createHash('sha256').update(userId).digest();
        expect(userDigest(key.toString('hex'), userId)).toBe(createHmac('sha256', key).update(hash).digest('hex'));
      }),
    );
  });

  it('refuses a key that is none', () => {
    for (const key of ['', 'ab', KEY.toUpperCase(), `${KEY}00`]) {
      expect(() => userDigest(key, 'u')).toThrow(expect.objectContaining({ code: 'bad_forget_key' }));
      expect(() => digestBlocks(key)).toThrow(expect.objectContaining({ code: 'bad_forget_key' }));
    }
  });
});

it('gives SQL the key with the pads of HMAC', () => {
  const { inner, outer } = digestBlocks(KEY);
  expect([inner, outer]).toEqual([`${'3d'.repeat(32)}${'36'.repeat(32)}`, `${'57'.repeat(32)}${'5c'.repeat(32)}`]);
});
