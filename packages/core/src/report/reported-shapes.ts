import type { ModelArtifact } from '../artifact/model-artifact.js';
import { globalShapes } from '../explanations/global-shapes.js';
import type { ReportedShapes } from './report-data.js';

const CURVES = 12;
const PAIRS = 6;

/** The strongest curves and maps of a model; null where it has none. */
export function reportedShapes(artifact: ModelArtifact): ReportedShapes | null {
  const shapes = globalShapes(artifact);
  return shapes && { curves: shapes.curves.slice(0, CURVES), pairs: shapes.pairs.slice(0, PAIRS) };
}
