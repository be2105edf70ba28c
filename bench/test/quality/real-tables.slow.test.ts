import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { quality } from '../../src/quality/quality.js';

const file = (name: string) => fileURLToPath(new URL(`../../../../shared/data/tabular/${name}`, import.meta.url));
const SHOPPERS = file('online_shoppers_intention.csv');
const TELCO = file('Telco-Customer-Churn.csv');
const settings = { model: 'additive', folds: 5, C: 1, log1p: true } as const;

// Without the files the suite's name says why it was skipped.
const present = existsSync(SHOPPERS) && existsSync(TELCO);
describe.skipIf(!present)(
  `the additive model${present ? '' : ' (skipped: ../shared/data is not on this machine)'}`,
  () => {
    it('is near gradient boosting on online shoppers', { timeout: 300_000 }, async () => {
      const categorical = ['Month', 'OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend'];
      const { log_loss, roc_auc } = await quality({ ...settings, csv: SHOPPERS, label: 'Revenue', categorical });
      expect(log_loss).toBeLessThan(0.226);
      expect(roc_auc).toBeGreaterThan(0.931);
    });

    it('is no worse than the linear model on Telco churn', { timeout: 300_000 }, async () => {
      const categorical =
        'gender,SeniorCitizen,Partner,Dependents,PhoneService,MultipleLines,InternetService,OnlineSecurity,OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod'.split(
          ',',
        );
      const options = { csv: TELCO, label: 'Churn', positive: 'Yes', drop: ['customerID'], categorical };
      const additive = await quality({ ...settings, ...options });
      const linear = await quality({ ...settings, ...options, model: 'linear' });
      expect(additive.log_loss).toBeLessThan(Math.min(0.4108, linear.log_loss + 1e-4));
    });
  },
);
