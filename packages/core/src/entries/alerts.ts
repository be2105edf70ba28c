export { ALERT_KINDS, type AlertKind, type AlertMessage, type AlertRecord, type Finding } from '../alerts/alert.js';
export {
  findingOfError,
  findingsOfEvaluation,
  findingsOfPredictions,
  findingsOfRuns,
} from '../alerts/findings.js';
export { type NextAlerts, nextAlerts, toldAlerts } from '../alerts/next-alerts.js';
