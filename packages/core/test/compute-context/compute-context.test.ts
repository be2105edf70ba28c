import { describe, expect, it } from 'vitest';
import { compute } from '../../src/compute.js';
import { type ComputeContext, PLAIN_COMPUTE } from '../../src/compute-context/compute-context.js';
import { computeContext, FASTEST_COMPUTE } from '../../src/compute-context/fastest-compute.js';
import { LinearScorer } from '../../src/linear-model/linear-scorer.js';
import { LogisticRegression } from '../../src/linear-model/logistic-regression.js';
import { standardErrors } from '../../src/linear-model/standard-errors.js';
import { designRows } from '../../src/preprocessing/design-matrix.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import { Table } from '../../src/table/table.js';
import { doubles, integers } from '../../src/threads/shared-memory.js';

const nRows = 140_000;
const features = [
  { name: 'spent', kind: 'numeric', unit: 'amount' },
  { name: 'plan', kind: 'categorical' },
] as const;

function someTable(): Table {
  const spent = doubles(nRows, true).map((_, i) => (i % 13 === 0 ? Number.NaN : (i * 7919) % 1009));
  const values = doubles(nRows, true);
  values.set(spent);
  const codes = integers(nRows, true);
  for (let i = 0; i < nRows; i++) codes[i] = (i % 5) - 1;
  return new Table([
    ['spent', { kind: 'numeric', values }],
    ['plan', { kind: 'categorical', codes, levels: ['a', 'b', 'c', 'd'] }],
  ]);
}

/** Every number that a context has a part in. */
function everything(context: ComputeContext | undefined) {
  const options = context && { compute: context };
  const table = someTable();
  const preprocessing = new Preprocessor(features).fit(table, undefined, context);
  const design = preprocessing.transform(table, { shared: true, ...options });
  const y = Float64Array.from({ length: nRows }, (_, i) => Number((i * 0.6180339887498949) % 1 < 0.1 + (i % 5) / 20));
  const model = new LogisticRegression().fit(design, y, options);
  const scorer = new LinearScorer({
    preprocessing: preprocessing.transformers,
    model,
    calibration: { method: 'platt', slope: 0.9, intercept: 0.1 },
  });
  return {
    model,
    errors: standardErrors(model, { design, y }, 1, context),
    ofDesign: model.predictProba(design, options),
    ofFewRows: model.decisionFunction(designRows(design, 0, 7), options),
    ofTable: scorer.predictProba(table, options),
  };
}

describe('a ComputeContext', () => {
  it('changes no bit of the result, passed or left out', () => {
    const expected = everything(undefined);
    let tasks = 0;
    const eager = computeContext({
      post(task) {
        tasks++;
        compute(task);
      },
    });
    for (const context of [
      PLAIN_COMPUTE,
      FASTEST_COMPUTE,
      computeContext(),
      { ...PLAIN_COMPUTE, threads: { post: () => {} } },
    ]) {
      expect(everything(context)).toEqual(expected);
    }
    // Threads that help with passes wait for the leading one: this one is asked for all else.
    const passes = {
      post: (task: Parameters<typeof compute>[0]) => (task.kind === 'passes' ? undefined : eager.threads!.post(task)),
    };
    expect(everything(computeContext(passes))).toEqual(expected);
    expect(tasks).toBeGreaterThan(0);
  });

  it('chooses WebAssembly where it is asked for the fastest, and never where it is not', () => {
    // WebAssembly has memory by the page.
    const isWasm = ({ openKernels }: ComputeContext) => openKernels(8).memory.byteLength === 65_536;
    expect(isWasm(FASTEST_COMPUTE)).toBe(true);
    expect(isWasm(computeContext())).toBe(true);
    expect(isWasm(PLAIN_COMPUTE)).toBe(false);
  });
});
