/** The ends, the edges of bins and their neighbours, and probabilities of every size up to both ends. */
export function awkwardProbabilities(count: number): readonly number[] {
  const edges = [2, 3, 10, 51, 52, 53].flatMap((exponent) => [2 ** -exponent, 1 - 2 ** -exponent]);
  const neighbours = edges.flatMap((edge) => [edge, edge * (1 - Number.EPSILON / 2), edge * (1 + Number.EPSILON)]);
  const ends = [0, 1, 0.5, 0.5 - 2 ** -54, 0.03, 0.0301, 1e-300];
  const spread = Array.from({ length: count }, (_, i) => {
    const logit = (((i * 0.618033988749895) % 1) - 0.5) * 90;
    return 1 / (1 + Math.exp(-logit));
  });
  const usual = Array.from({ length: count }, (_, i) => Math.exp(-1 - ((i * 0.7548776662466927) % 1) * 4));
  return [...ends, ...neighbours.filter((proba) => proba <= 1), ...spread, ...usual];
}
