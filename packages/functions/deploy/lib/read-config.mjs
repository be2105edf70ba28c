// Prints what the deploy scripts need of a configuration file, as NAME=value lines.
import { readFileSync } from 'node:fs';

const file = process.argv[2];
try {
  const { stack, gcp, source, notices } = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  if (stack !== 'gcp' || gcp === undefined) throw new Error('it has to say "stack": "gcp" and have a section "gcp"');
  const { project, dataset, bucket, location } = gcp;
  const eventsDataset = gcp.eventsDataset ?? source?.events;
  const values = { project, dataset, eventsDataset, bucket, location, timeZone: source?.timeZone ?? 'UTC' };
  for (const [name, value] of Object.entries(values)) {
    // They end up in command lines and statements.
    if (!/^[\w.:/+-]+$/.test(value ?? '')) throw new Error(`${name} is ${JSON.stringify(value) ?? 'missing'}`);
    console.log(`${name}=${value}`);
  }
  console.log(`needsSmtpPassword=${notices?.email?.user === undefined ? 'no' : 'yes'}`);
} catch (error) {
  console.error(`${file}: ${error.message}`);
  process.exitCode = 1;
}
