import { describe, expect, it } from 'vitest';
import { parseOptions } from '../src/parse-options.js';

describe('parseOptions', () => {
  it.each([
    [[], {}, undefined],
    [[], { PROPENSITY_CONFIG: '' }, undefined],
    [[], { PROPENSITY_CONFIG: 'a.json' }, 'a.json'],
    [['--config', 'b.json'], { PROPENSITY_CONFIG: 'a.json' }, 'b.json'],
    [['--target=getProba', '--source', 'dist', '--config=b.json'], {}, 'b.json'],
  ] as [string[], Record<string, string>, string | undefined][])('%j with %j → %s', (argv, env, config) => {
    expect(parseOptions(argv, env).config).toBe(config);
  });

  it('takes the project and the secrets from the environment, and none that is empty', () => {
    const env = { GOOGLE_CLOUD_PROJECT: 'p', PROPENSITY_SMTP_PASSWORD: 's', PROPENSITY_WEBHOOK_SECRET: '' };
    expect(parseOptions([], env)).toEqual({
      config: undefined,
      project: 'p',
      secrets: { smtpPassword: 's', webhookSecret: undefined },
    });
  });

  it('wants a value after --config', () => {
    expect(() => parseOptions(['--config'], {})).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});
