import { describe, expect, it } from 'vitest';
import { parseArtifact, serialiseArtifact } from '../../src/artifact/serialise-artifact.js';
import { sha256Hex } from '../../src/hashing/sha256.js';
import { someArtifact } from '../support/some-artifact.js';

const code = (name: string) => expect.objectContaining({ code: name });

describe('serialiseArtifact', () => {
  it('is read back as it was written, to the last bit', () => {
    const { artifact, text, sha256, fileName } = serialiseArtifact(someArtifact());
    expect(parseArtifact(text, { sha256, fileName })).toEqual(artifact);
    expect(artifact).toEqual({ ...someArtifact(), name: artifact.name });
  });

  it('gives the same bytes for the same model, whatever the order of its keys', () => {
    const backwards = Object.fromEntries(Object.entries(someArtifact()).reverse()) as ReturnType<typeof someArtifact>;
    expect(serialiseArtifact(backwards)).toEqual(serialiseArtifact(someArtifact()));
  });

  it.each([
    ['会員登録', 'target'],
    ['sign up / contact:form', 'sign_up_contact_form'],
    ['_hidden_', 'hidden'],
    ['購入 purchase', 'purchase'],
  ])('is named for %s by what every file system and bucket takes: %s', (event, name) => {
    const { artifact } = serialiseArtifact({ ...someArtifact(), target: { event } });
    expect(artifact.name).toMatch(new RegExp(`^${name}-\\d{4}-\\d\\d-\\d\\d-[0-9a-f]{8}$`));
  });

  it('is named after target, snapshot and content', () => {
    const { artifact, fileName } = serialiseArtifact(someArtifact());
    expect(fileName).toMatch(/^purchase-2026-02-01-[0-9a-f]{8}\.json$/);
    expect(fileName).toBe(`${artifact.name}.json`);
    const other = serialiseArtifact({
      ...someArtifact(),
      model: { ...someArtifact().model, intercept: -4.000000000000001 },
    });
    expect(other.fileName).not.toBe(fileName);
  });

  it('carries the SHA-256 of its text', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
    const { text, sha256 } = serialiseArtifact(someArtifact());
    expect(sha256).toBe(sha256Hex(text));
  });
});

describe('parseArtifact', () => {
  const { text, sha256, fileName } = serialiseArtifact(someArtifact());
  const registered = (changed: string) => ({ sha256: sha256Hex(changed), fileName });

  it.each([
    ['a coefficient', text.replace('-2', '-3')],
    ['a space', text.replace(' ', '')],
    ['the end', text.slice(0, -20)],
    ['everything', ''],
  ])('refuses a file in which %s was changed', (_, tampered) => {
    expect(tampered).not.toBe(text);
    expect(() => parseArtifact(tampered, { sha256, fileName })).toThrow(code('artifact_corrupt'));
  });

  it('refuses the file of another model', () => {
    const other = serialiseArtifact(someArtifact('2026-02-08'));
    expect(() => parseArtifact(other.text, { sha256, fileName })).toThrow(code('artifact_corrupt'));
  });

  it.each(['{"kind":', 'null', '[]', '42'])('refuses %s, even when it was registered so', (content) => {
    expect(() => parseArtifact(content, registered(content))).toThrow(code('artifact_corrupt'));
  });

  it('refuses coefficients for other columns', () => {
    const short = JSON.stringify({ ...JSON.parse(text), model: { ...someArtifact().model, coef: [1, 2] } });
    expect(() => parseArtifact(short, registered(short))).toThrow(code('artifact_corrupt'));
  });

  it('refuses coefficients for other columns in the fit that was tested', () => {
    const { preprocessing, model, calibration, provenance } = someArtifact();
    const { train, test } = provenance;
    const tested = {
      trainingSnapshots: ['2026-01-25'],
      testSnapshot: '2026-02-01',
      train,
      test,
      preprocessing,
      calibration,
    };
    const whole = serialiseArtifact({ ...someArtifact(), tested: { ...tested, model } });
    expect(parseArtifact(whole.text, whole)).toEqual(whole.artifact);
    const short = serialiseArtifact({ ...someArtifact(), tested: { ...tested, model: { ...model, coef: [1, 2] } } });
    expect(() => parseArtifact(short.text, short)).toThrow(code('artifact_corrupt'));
  });

  it('refuses a coefficient that is not a number', () => {
    const broken = JSON.stringify({ ...JSON.parse(text), model: { ...someArtifact().model, coef: [1, null, 3, 4] } });
    expect(() => parseArtifact(broken, registered(broken))).toThrow(code('artifact_corrupt'));
  });

  it('distinguishes another schema from a corrupt file', () => {
    const newer = text.replace('"schemaVersion": 4', '"schemaVersion": 7');
    expect(() => parseArtifact(newer, registered(newer))).toThrow(
      expect.objectContaining({
        code: 'artifact_schema',
        message: expect.stringContaining('schema 7; this version reads 1, 2, 3, 4, 5 and 6'),
      }),
    );
  });

  it('refuses a family of models that it does not know, naming it', () => {
    const other = text.replace('"kind": "linear",\n  "nIter"', '"kind": "forest",\n  "nIter"');
    expect(other).not.toBe(text);
    expect(() => parseArtifact(other, registered(other))).toThrow(
      expect.objectContaining({ code: 'artifact_schema', message: expect.stringContaining('"forest"') }),
    );
  });
});
