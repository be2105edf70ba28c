import { describe, expect, it } from 'vitest';
import { CONFIG, FUNCTIONS, runScript } from '../support/run-script.js';

const gcp = (changed: object) => ({ ...CONFIG, gcp: { ...CONFIG.gcp, ...changed } });

// The four deploy.sh share everything that is tested here.
describe.each(['getProba/deploy.sh', 'scheduler.sh', 'alerts.sh'])('%s', (script) => {
  it.each([
    [['--allow-unauthenticated'], 'would make it public'],
    [['--member=allUsers'], 'would make it public'],
    [['--frobnicate'], 'There is no option --frobnicate.'],
    [['--config'], '--config has no value.'],
    [['--config', 'nowhere.json'], 'There is no file nowhere.json.'],
    [['--config', 'propensity.config.ts'], 'is not JSON'],
    [['--project', 'other-project'], 'The project is other-project here and my-shop-123 in propensity.config.json.'],
    [['--region', 'EU'], 'EU is not a region.'],
    [['--prefix', 'Far Too Long A Prefix'], 'The prefix Far Too Long A Prefix'],
  ])('refuses %j', (args, message) => {
    const { status, stderr, calls } = runScript(script, args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(calls).toEqual([]);
  });

  it.each([
    ['another stack', { ...CONFIG, stack: 'local' }, '"stack": "gcp"'],
    ['no bucket', gcp({ bucket: undefined }), 'bucket is missing'],
    ['a name that would end a statement', gcp({ dataset: 'd`; DROP' }), 'dataset is'],
  ])('refuses a configuration with %s', (_what, config, message) => {
    const { status, stderr, calls } = runScript(script, [], { config });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(calls).toEqual([]);
  });

  it('takes the region from a location that is one', () => {
    const { status, stdout } = runScript(script, ['--dry-run'], {
      config: gcp({ location: 'europe-west9' }),
      env: { PROPENSITY_REGION: '' },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('europe-west9');
  });

  it('says that gcloud is missing', () => {
    const { status, stderr } = runScript(script, [], { without: ['gcloud'] });
    expect(status).toBe(1);
    expect(stderr).toContain('gcloud is not on the PATH.');
  });

  it('says that nobody is logged in', () => {
    const { status, stderr, changes } = runScript(script, [], { answers: [['^gcloud auth list', 0]] });
    expect(status).toBe(1);
    expect(stderr).toContain('gcloud auth login');
    expect(changes).toEqual([]);
  });

  it('says that the project cannot be seen', () => {
    const { status, stderr, changes } = runScript(script, [], { answers: [['^gcloud projects describe', 1]] });
    expect(status).toBe(1);
    expect(stderr).toContain('me@example.com cannot see the project my-shop-123.');
    expect(changes).toEqual([]);
  });
});

it('refuses to let everybody call a function', () => {
  for (const everybody of ['allUsers', 'allAuthenticatedUsers']) {
    const { status, stderr, calls } = runScript('getProba/deploy.sh', ['--invoker', everybody]);
    expect(status).toBe(2);
    expect(stderr).toContain('would make it public');
    expect(calls).toEqual([]);
  }
});

it.each([...FUNCTIONS.map((name) => `${name}/deploy.sh`), 'scheduler.sh', 'alerts.sh', 'terraform/prepare.sh'])(
  '%s explains itself',
  (script) => {
    const { status, stdout, calls } = runScript(script, ['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--dry-run');
    expect(calls).toEqual([]);
  },
);
