import type { LinearColumnEffect } from '../linear-model/linear-effects.js';
import type { ColumnEffect } from '../models/model-effects.js';

/** An effect as models of any family report it: what all have, and what some families have besides. */
export type ReportedColumnEffect = ColumnEffect & Partial<LinearColumnEffect>;
