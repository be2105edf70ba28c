import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { explain } from '../../src/explanations/explain.js';
import { globalEffects } from '../../src/explanations/global-effects.js';
import { sha256Hex } from '../../src/hashing/sha256.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import type { Row, Table } from '../../src/table/table.js';
import { tableFromRows } from '../../src/table/table-from-rows.js';

interface Scores {
  readonly rows: readonly Row[];
  readonly [file: string]: { readonly eta: readonly number[]; readonly proba: readonly number[] } | readonly Row[];
}

const textOf = (file: string) => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8');
const scores: Scores = JSON.parse(textOf('artifact_scores.json'));

describe.each(['artifact_schema_1.json', 'artifact_schema_2.json', 'artifact_schema_3.json'])(
  'a model file of an older version: %s',
  (file) => {
    const text = textOf(file);
    const artifact = parseArtifact(text, { sha256: sha256Hex(text), fileName: file });
    const expected = scores[file] as Exclude<Scores[string], readonly Row[]>;
    const table: Table = tableFromRows(artifact.features, scores.rows as never);

    it('scores as the version did that wrote it, to the last bit', () => {
      const scorer = scorerOf(artifact);
      expect(Array.from(scorer.decisionFunction(table))).toEqual(expected.eta);
      expect(Array.from(scorer.predictProba(table))).toEqual(expected.proba);
      expect(scores.rows.map((row) => scorer.predictProbaOne(row))).toEqual(expected.proba);
    });

    it('is read as a linear model, every number as in the file', () => {
      const written = JSON.parse(text);
      expect(artifact.model).toEqual({ ...written.model, kind: 'linear' });
      expect({ ...artifact, model: 0, selection: 0 }).toEqual({ ...written, model: 0, selection: 0 });
    });

    it('scores without having been read by parseArtifact too', () => {
      expect(scorerOf(JSON.parse(text)).predictProbaOne(scores.rows[1]!)).toBe(expected.proba[1]);
    });

    it('is explained, and says what it has learnt', () => {
      const { baseline, reasons, others, logit } = explain(artifact, scores.rows[1]!);
      expect(reasons.reduce((sum, { contribution }) => sum + contribution, baseline + others)).toBeCloseTo(logit, 12);
      expect(globalEffects(artifact).flatMap(({ columns }) => columns)).toHaveLength(
        JSON.parse(text).model.coef.length,
      );
    });
  },
);

it('the penalties that schema 2 lists are read as candidates', () => {
  const text = textOf('artifact_schema_2.json');
  const { selection } = parseArtifact(text, { sha256: sha256Hex(text), fileName: 'f' });
  const [{ C, ...loss }] = JSON.parse(text).selection.penalties;
  expect(C).toBe(1);
  expect(selection!.candidates).toEqual([
    { kind: 'linear', name: 'LogisticRegression(C=1)', hyperparameters: { C: 1 }, ...loss },
  ]);
  expect(selection).not.toHaveProperty('penalties');
});
