import { describe, expect, it } from 'vitest';
import { statementScript } from '../../src/jobs/statement-script.js';

const user_id = { type: 'string', value: "o'neil\n" } as const;

describe('statementScript', () => {
  it('ends a statement without parameters, once', () => {
    expect(statementScript({ sql: 'SELECT 1' })).toBe('SELECT 1;');
    expect(statementScript({ sql: '\nSELECT 1;\n' })).toBe('SELECT 1;');
  });

  it('declares parameters, typed, in a block', () => {
    const params = {
      user_id,
      week: { type: 'date', value: '2021-01-13' },
      at: { type: 'timestamp', value: '2021-01-14T10:20:30.456Z' },
      p: { type: 'float', value: 0.1 },
      n: { type: 'integer', value: 7 },
      sure: { type: 'boolean', value: true },
      nothing: { type: 'float', value: null },
    } as const;
    expect(statementScript({ sql: 'SELECT @user_id, @week', params })).toBe(`BEGIN
DECLARE parameter_user_id STRING DEFAULT 'o\\'neil\\n';
DECLARE parameter_week DATE DEFAULT DATE '2021-01-13';
DECLARE parameter_at TIMESTAMP DEFAULT TIMESTAMP '2021-01-14 10:20:30.456+00:00';
DECLARE parameter_p FLOAT64 DEFAULT 0.1e0;
DECLARE parameter_n INT64 DEFAULT 7;
DECLARE parameter_sure BOOL DEFAULT TRUE;
DECLARE parameter_nothing FLOAT64 DEFAULT NULL;
SELECT parameter_user_id, parameter_week;
END;`);
  });

  it.each([
    ["'it\\'s @user_id'", 'a string'],
    ['"@user_id"', 'a string in double quotes'],
    ["r'''@user_id'''", 'a long string'],
    ['`p.d.@user_id`', 'a name'],
    ['-- @user_id\n1', 'a comment'],
    ['/* @user_id */ 1', 'a long comment'],
    ['@@user_id', 'a system variable'],
    ['@user_id_2', 'a longer name'],
  ])('leaves %s alone: %s', (text) => {
    const script = statementScript({ sql: `SELECT ${text}, @user_id`, params: { user_id } });
    expect(script).toContain(`SELECT ${text}, parameter_user_id;`);
  });

  it('puts a script with variables of its own into a block', () => {
    expect(statementScript({ sql: 'DECLARE x INT64;\nSET x = 1' })).toBe('BEGIN\nDECLARE x INT64;\nSET x = 1;\nEND;');
  });
});
