import { describe, expect, test } from 'vitest';
import { ERROR_TEXT_OF, ERROR_TEXTS } from '../../src/errors/error-texts.js';
import { errorsPage } from '../../src/errors/errors-page.js';
import { codesOf, thrownCodes } from '../../src/errors/thrown-codes.js';

const thrown = thrownCodes().map(({ code }) => code);

describe('the texts of errors', () => {
  test('explain every code that the sources throw', () => {
    expect(thrown.filter((code) => !ERROR_TEXT_OF.has(code))).toEqual([]);
  });

  test('explain no code that nothing throws', () => {
    expect([...ERROR_TEXT_OF.keys()].filter((code) => !thrown.includes(code))).toEqual([]);
  });

  test('explain each code once', () => {
    const codes = Object.values(ERROR_TEXTS).flatMap(Object.keys);
    expect(codes.length).toBe(ERROR_TEXT_OF.size);
  });
});

describe('the codes of a source', () => {
  const codes = (text: string) => codesOf('a.ts', text).map(({ code, kind }) => [code, kind]);

  test('are those that a constructor is given, with their kind', () => {
    expect(codes(`throw new PropensityError('bad_day', 'No.', { kind: 'usage' });`)).toEqual([['bad_day', 'usage']]);
    expect(codes(`throw new PropensityError('bad_day', 'No.');`)).toEqual([['bad_day', 'failed']]);
    expect(codes(`throw new HttpError(413, 'too_big', 'No.', {});`)).toEqual([['too_big', 'HTTP 413']]);
    expect(codes(`new PropensityError(late ? 'too_late' : 'too_early', 'No.');`)).toEqual([
      ['too_late', 'failed'],
      ['too_early', 'failed'],
    ]);
  });

  test('are those that a function which passes its code on is called with', () => {
    const text = `const refusal = (message: string, code: string) => new PropensityError(code, message, { kind: 'refused' });
      refusal('No.', 'bad_day');`;
    expect(codes(text)).toEqual([['bad_day', 'refused']]);
  });

  test('are those of declarations', () => {
    expect(codes(`const RULES = [{ code: 'no_rights', kind: 'usage' }];`)).toEqual([['no_rights', 'usage']]);
  });

  test('have to be readable', () => {
    expect(() => codes('throw new PropensityError(codeFor(day), "No.");')).toThrow('no code can be read');
  });
});

test('the page says the exit code and the status of an error', () => {
  const page = errorsPage();
  const entry = (code: string) => page.split(`### \`${code}\`\n`)[1]!.split('\n###')[0]!;
  expect(entry('missing_days')).toContain('*exit code 3, HTTP 422*');
  expect(entry('user_not_found')).toContain('*exit code 1, HTTP 404*');
  expect(entry('body_too_large')).toContain('*HTTP 413*');
  expect(entry('permission_denied')).toContain('*exit code 1, HTTP 500*');
});
