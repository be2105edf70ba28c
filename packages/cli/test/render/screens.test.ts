import { stripVTControlCharacters } from 'node:util';
import displayWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import type { Screen } from '../../src/render/screen.js';
import { SCREENS } from '../support/rendered-screens.js';

const WIDTHS = [60, 80, 120];
const screens: Screen[] = WIDTHS.flatMap((columns) =>
  [true, false].flatMap((unicode) => [true, false].map((colour) => ({ columns, unicode, colour }))),
);
const nameOf = ({ columns, unicode, colour }: Screen) =>
  `${columns} columns, ${unicode ? 'UTF-8' : 'C'}${colour ? ', colours' : ''}`;

/** Statements are SQL, and a line of a configuration is pasted: neither may be broken. */
const UNBREAKABLE = /^(SELECT | {2}"training": )/;

/** Every screen, one below the other. */
async function all(screen: Screen): Promise<string> {
  const parts: string[] = [];
  for (const [name, render] of Object.entries(SCREENS)) parts.push(`=== ${name}\n${await render(screen)}\n`);
  return parts.join('\n');
}

describe.each(screens.map((screen) => [nameOf(screen), screen] as const))('%s', (_, screen) => {
  it.each(Object.keys(SCREENS))('%s fits', async (name) => {
    const text = stripVTControlCharacters(await SCREENS[name]!(screen));
    for (const line of text.split('\n').filter((each) => !UNBREAKABLE.test(each))) {
      // A single word, such as a path, cannot be broken.
      const isOneWord = !/\S \S/.test(line.trim());
      if (!isOneWord) expect(line).toSatisfy((each: string) => displayWidth(each) <= screen.columns);
      expect(line).toBe(line.trimEnd());
    }
  });

  it.each(Object.keys(SCREENS))('%s shows only what the screen can', async (name) => {
    const text = await SCREENS[name]!(screen);
    const plain = stripVTControlCharacters(text);
    if (!screen.unicode) expect(plain.replace(/[\x20-\x7e\n]/g, '')).toBe('');
    // Colours add nothing else, and are not there where there are none.
    expect(plain).toBe(await SCREENS[name]!({ ...screen, colour: false }));
  });
});

it('shows colours where they help', async () => {
  for (const name of ['doctor', 'train', 'evaluate', 'models', 'help', 'an unknown command']) {
    expect(await SCREENS[name]!({ columns: 80, unicode: true, colour: true })).toContain(String.fromCharCode(27));
  }
});

// Colours are compared above; one width shows which they are.
it.each([
  ...WIDTHS.flatMap((columns) => [true, false].map((unicode) => ({ columns, unicode, colour: false }))),
  { columns: 80, unicode: true, colour: true },
])('is as stored: $columns columns, UTF-8 $unicode, colours $colour', async (screen) => {
  const file = `${screen.columns}-${screen.unicode ? 'utf-8' : 'c'}${screen.colour ? '-colours' : ''}.txt`;
  await expect(await all(screen)).toMatchFileSnapshot(`screens/${file}`);
});
