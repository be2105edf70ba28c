import { describe, expect, it } from 'vitest';
import { screenOf } from '../../src/render/screen.js';

const terminal = (columns: number) => ({ isTTY: true, columns });

describe('screenOf', () => {
  it.each([
    ['a terminal', terminal(100), {}, 100],
    ['a terminal, whatever the environment says', terminal(100), { COLUMNS: '60' }, 100],
    ['a terminal that is too narrow for a table', terminal(20), {}, 40],
    ['a terminal wider than one reads', terminal(300), {}, 120],
    ['a terminal that does not know', { isTTY: true, columns: 0 }, {}, 80],
    ['a pipe', {}, {}, 80],
    ['a pipe of a known width', {}, { COLUMNS: '60' }, 60],
    ['a pipe of a very great width', {}, { COLUMNS: '1000' }, 1000],
    ['a width that is none', {}, { COLUMNS: 'wide' }, 80],
  ])('columns of %s', (_, stream, env, columns) => {
    expect(screenOf(stream, env).columns).toBe(columns);
  });

  it.each([
    [{}, false],
    [{ LANG: 'C' }, false],
    [{ LANG: 'POSIX' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LC_CTYPE: 'UTF-8' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: 'fr_FR.UTF-8', LANG: 'C' }, true],
    [{ OS: 'Windows_NT' }, true],
  ])('more than ASCII with %o: %s', (env, unicode) => {
    expect(screenOf({}, env).unicode).toBe(unicode);
  });

  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a terminal that is dumb', true, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a pipe with both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ])('colours of %s', (_, isTTY, env, colour) => {
    expect(screenOf({ isTTY }, env).colour).toBe(colour);
  });
});
