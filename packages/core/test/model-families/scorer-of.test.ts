import { describe, expect, it } from 'vitest';
import { LinearScorer } from '../../src/linear-model/linear-scorer.js';
import { scorerOf } from '../../src/model-families/scorer-of.js';
import { isKnownKind } from '../../src/model-families/scoring-families.js';
import { someArtifact } from '../support/some-artifact.js';

const artifact = someArtifact();

describe('scorerOf', () => {
  it('is the linear scorer of a linear model', () => {
    expect(scorerOf(artifact)).toBeInstanceOf(LinearScorer);
    const row = { visits: 3, device: 'desktop' };
    expect(scorerOf(artifact).predictProbaOne(row)).toBe(new LinearScorer(artifact).predictProbaOne(row));
  });

  it.each(['forest', 'toString', ''])('knows no family "%s"', (kind) => {
    const other = { ...artifact, model: { ...artifact.model, kind } } as never;
    expect(() => scorerOf(other)).toThrow(expect.objectContaining({ code: 'unknown_model_kind' }));
    expect(isKnownKind(kind)).toBe(false);
  });
});
