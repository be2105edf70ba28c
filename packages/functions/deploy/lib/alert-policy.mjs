// alert-policy.mjs NAME PREFIX REGION CHANNELS: prints a policy of alerts.json, as Cloud Monitoring takes it; CHANNELS are
// names of notification channels, joined by commas. `terraform/alerts.tf` makes its policies from the same file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [name, prefix, region, channels = ''] = process.argv.slice(2);
const template = readFileSync(join(import.meta.dirname, '../alerts.json'), 'utf8');
const policies = JSON.parse(template.replace(/\$\{(prefix|region)\}/g, (_match, key) => ({ prefix, region })[key]));
const notificationChannels = channels.split(',').filter(Boolean);
console.log(JSON.stringify({ ...policies[name], notificationChannels }));
