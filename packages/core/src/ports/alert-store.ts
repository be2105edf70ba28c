import type { AlertRecord } from '../alerts/alert.js';

/** Port: `ma_alerts`, what somebody was told of and what is over, by kind and subject. */
export interface AlertStore {
  /** Every alert of a target, by kind, then subject. */
  list(target: string): Promise<readonly AlertRecord[]>;
  /** Inserts or replaces alerts of a target by (`kind`, `subject`), all or none. */
  put(target: string, records: readonly AlertRecord[]): Promise<void>;
}
