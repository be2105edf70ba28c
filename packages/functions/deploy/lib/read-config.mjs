// read-config.mjs FILE [FUNCTION]: prints what the deploy scripts need from a configuration file, as NAME=value lines;
// of a
// function its memory and CPU, where they are configured.
import { readFileSync } from 'node:fs';

const [file, target] = process.argv.slice(2);
try {
  const { stack, gcp, source, notices } = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  if (stack !== 'gcp' || gcp === undefined) throw new Error('it has to say "stack": "gcp" and have a section "gcp"');
  const { project, dataset, workDataset = `${dataset}_work`, bucket, location } = gcp;
  const eventsDataset = gcp.eventsDataset ?? source?.events;
  const timeZone = source?.timeZone ?? 'UTC';
  const values = { project, dataset, workDataset, eventsDataset, bucket, location, timeZone };
  for (const [name, value] of Object.entries(values)) {
    // They end up in command lines and statements.
    if (!/^[\w.:/+-]+$/.test(value ?? '')) throw new Error(`${name} is ${JSON.stringify(value) ?? 'missing'}`);
    console.log(`${name}=${value}`);
  }
  const { memory, cpu } = gcp.functions?.[target] ?? {};
  if (memory !== undefined) console.log(`memory=${memory}`);
  if (cpu !== undefined) console.log(`cpu=${cpu}`);
  if (gcp.serving !== undefined) {
    const { database = '(default)', collection = 'ma_predictions' } = gcp.serving;
    if (!/^(\(default\)|[a-z][a-z0-9-]*)$/.test(database))
      throw new Error(`gcp.serving.database is ${JSON.stringify(database)}`);
    if (!/^[\w-]+$/.test(collection)) throw new Error(`gcp.serving.collection is ${JSON.stringify(collection)}`);
    console.log(`servingDatabase=${database}`);
    console.log(`servingCollection=${collection}`);
  }
  console.log(`needsSmtpPassword=${notices?.email?.user === undefined ? 'no' : 'yes'}`);
} catch (error) {
  console.error(`${file}: ${error.message}`);
  process.exitCode = 1;
}
