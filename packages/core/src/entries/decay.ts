export { type ModelPromise, type WeekBets, weekBets } from '../decay/bets.js';
export { DEFAULT_DECAY_LIMITS, type DecayLimits } from '../decay/decay-limits.js';
export {
  type DecayKind,
  type DecayVerdict,
  type DecayWeek,
  decayVerdict,
  EVIDENCE_LIMIT,
} from '../decay/decay-verdict.js';
export { placementsOf } from '../decay/placements.js';
