import { expect, it } from 'vitest';
import { openerOf } from '../src/open-file.js';

it('opens a file as its platform does, in one word whatever its name holds', () => {
  const file = '/home/anna/a b & "c".html';
  expect(openerOf('linux', file)).toEqual(['xdg-open', file]);
  expect(openerOf('freebsd', file)).toEqual(['xdg-open', file]);
  expect(openerOf('darwin', file)).toEqual(['open', file]);
  expect(openerOf('win32', file)).toEqual(['rundll32', 'url.dll,FileProtocolHandler', file]);
});
