import { describe, expect, it } from 'vitest';
import {
  type PreprocessorFile,
  parsePreprocessor,
  serialisePreprocessor,
} from '../../src/artifact/preprocessor-file.js';
import { sha256Hex } from '../../src/hashing/sha256.js';
import { someArtifact } from '../support/some-artifact.js';

const { features, preprocessing } = someArtifact();

function somePreprocessor(snapshot = '2026-02-01'): Omit<PreprocessorFile, 'name'> {
  return {
    kind: 'propensity-preprocessor',
    schemaVersion: 1,
    windows: { snapshot, fittedSnapshots: ['2026-01-25'], lookbackDays: 60, timeZone: 'UTC' },
    features,
    transformers: preprocessing,
    provenance: {
      featureHash: 'f',
      codeVersion: '1',
      testShare: 0.2,
      sampleShare: 1,
      minLevelCount: 20,
      allowedMissingDays: [],
      counts: { rows: 10, users: 9 },
    },
  };
}

describe('a preprocessor file', () => {
  it('reads back as it was, to the last bit', () => {
    const { file, fileName, text } = serialisePreprocessor(somePreprocessor());
    expect(parsePreprocessor(text, fileName)).toEqual(file);
    expect(file).toEqual({ ...somePreprocessor(), name: file.name });
  });

  it('has the same bytes whatever the order of its keys, and names snapshot and content', () => {
    const { text, fileName, sha256 } = serialisePreprocessor(somePreprocessor());
    const turned = Object.fromEntries(Object.entries(somePreprocessor()).reverse()) as unknown as PreprocessorFile;
    expect(serialisePreprocessor(turned)).toMatchObject({ text, fileName });
    expect(fileName).toMatch(/^preprocessor-2026-02-01-[0-9a-f]{8}\.json$/);
    expect(sha256).toBe(sha256Hex(text));
    const other = { ...somePreprocessor(), transformers: preprocessing.slice(1) };
    expect(serialisePreprocessor(other).fileName).not.toBe(fileName);
  });

  const { text, fileName } = serialisePreprocessor(somePreprocessor());
  it.each([
    ['no JSON', text.slice(0, -10), fileName, 'preprocessor_corrupt'],
    ['null', 'null', fileName, 'preprocessor_corrupt'],
    ['a model', JSON.stringify(someArtifact()), fileName, 'preprocessor_corrupt'],
    ['another schema', text.replace('"schemaVersion": 1', '"schemaVersion": 2'), fileName, 'preprocessor_schema'],
    ['a number that was edited', text.replace('"scale": 1.5', '"scale": 1.6'), fileName, 'preprocessor_changed'],
    ['an empty shell', '{"kind":"propensity-preprocessor","schemaVersion":1}', fileName, 'preprocessor_changed'],
    ['another name', text, 'preprocessor-2026-01-01-00000000.json', 'preprocessor_changed'],
  ])('is refused when it holds %s', (_, content, name, code) => {
    expect(() => parsePreprocessor(content, name)).toThrow(
      expect.objectContaining({ code, kind: 'refused', hint: expect.stringContaining('preprocessor build') }),
    );
  });
});
