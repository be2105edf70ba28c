import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parity } from '../../src/parity/parity.js';

const folder = fileURLToPath(new URL('../../../../shared/data/tabular/', import.meta.url));
const SHOPPERS = ['Month', 'OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend'];
const TELCO_NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges'];

// Without the folder the suite's name says why it was skipped.
const present = existsSync(folder);
const why = present ? '' : ' (skipped: ../shared/data is not on this machine)';

describe.skipIf(!present)(`parity with scikit-learn on real data${why}`, () => {
  const shoppers = { csv: `${folder}online_shoppers_intention.csv`, label: 'Revenue', categorical: SHOPPERS };

  it.each([
    { columns: 'all columns', drop: [], expected: ['0.8880', '0.2870', '0.0808'] },
    { columns: 'no PageValues', drop: ['PageValues'], expected: ['0.7304', '0.3694', '0.1136'] },
  ])('online shoppers, $columns', async ({ drop, expected }) => {
    const { n_train, n_test, roc_auc, log_loss, brier } = await parity({ ...shoppers, drop });
    expect([n_train, n_test]).toEqual([9864, 2466]);
    expect([roc_auc!, log_loss, brier].map((figure) => figure.toFixed(4))).toEqual(expected);
  });

  // scikit-learn 1.9.1, newton-cholesky, tol 1e-14, in this set-up: a blank TotalCharges is the training median. With 0 in its
  // place the figures are .8355, .4259 and .1400.
  it('Telco churn, blank TotalCharges as the median', async () => {
    const header = [
      'SeniorCitizen',
      'gender',
      'Partner',
      'Dependents',
      'PhoneService',
      'MultipleLines',
      'InternetService',
    ];
    const services = ['OnlineSecurity', 'OnlineBackup', 'DeviceProtection', 'TechSupport', 'StreamingTV'];
    const rest = ['StreamingMovies', 'Contract', 'PaperlessBilling', 'PaymentMethod'];
    const result = await parity({
      csv: `${folder}Telco-Customer-Churn.csv`,
      label: 'Churn',
      drop: ['customerID'],
      categorical: [...header, ...services, ...rest],
    });
    expect(Object.keys(result.coef).filter((name) => !name.includes('='))).toEqual(['(intercept)', ...TELCO_NUMBERS]);
    expect([result.roc_auc!, result.log_loss, result.brier].map((figure) => figure.toFixed(4))).toEqual([
      '0.8354',
      '0.4260',
      '0.1401',
    ]);
    expect(Math.abs(result.objective / 2320.05209093147 - 1)).toBeLessThan(1e-9);
  });
});
