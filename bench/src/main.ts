import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';

const write = (text: string) => process.stdout.write(`${text}\n`);
/** The checkout. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where data sets and the virtual environment are kept. */
const CACHE = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const json = process.argv.includes('--json');

enableCompileCache();

/** Each in modules of its own, so that a measurement loads nothing that it does not use. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  parity: async () => (await import('./parity/parity-command.js')).parityCommand(write),
  e2e: async () => (await import('./e2e/e2e-command.js')).e2eCommand(write),
  quality: async () => (await import('./quality/quality-command.js')).qualityCommand(write, CACHE),
  generate: async () => (await import('./generate/generate-command.js')).generateCommand(write),
  sklearn: async () => (await import('./reference/sklearn-command.js')).sklearnCommand(write, CACHE),
  scoring: async () => (await import('./scoring/scoring-command.js')).scoringCommand(write, CACHE),
  fitting: async () => (await import('./fitting/fitting-command.js')).fittingCommand(write),
  predictions: async () => (await import('./warehouse/predictions-command.js')).predictionsCommand(write, CACHE),
  features: async () => (await import('./warehouse/features-command.js')).featuresCommand(write, CACHE),
  weeks: async () => (await import('./warehouse/weeks-command.js')).weeksCommand(write, CACHE),
  lookups: async () => (await import('./lookups/lookups-command.js')).lookupsCommand(write, ROOT, CACHE),
  rare: async () => (await import('./rare/rare-command.js')).rareCommand(write),
  coverage: async () => (await import('./interval-coverage/coverage-command.js')).coverageCommand(write),
  drift: async () => (await import('./drift/drift-command.js')).driftCommand(write),
  costs: async () => (await import('./costs/costs-command.js')).costsCommand(write),
  memory: async () => (await import('./memory/memory-command.js')).memoryCommand(write, CACHE),
  scale: async () => (await import('./scale/scale-command.js')).scaleCommand(write, ROOT, CACHE),
  table: async () => (await import('./table/table-command.js')).tableCommand(write, CACHE),
};

const program = new Command('bench').description('Measurements of Propensity against references.');
const name = process.argv[2] ?? '';
const wanted = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
for (const command of wanted === undefined ? Object.values(COMMANDS) : [wanted]) program.addCommand(await command());
for (const command of [program, ...program.commands]) {
  command.exitOverride().configureOutput({ writeErr: (text) => json || process.stderr.write(text) });
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = await fail(error);
}

/** Reports the error and returns the exit code: 2 wrong usage, 3 refused by a check, 1 anything else. */
async function fail(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (json) report('usage', error.message.replace(/^error: /, ''), 'See --help.');
    return 2;
  }
  const { PropensityError } = await import('@propensity/core');
  if (!PropensityError.is(error)) throw error;
  if (json) report(error.code, error.message, error.hint);
  else process.stderr.write(`${[error.message, error.hint].filter((text) => text !== '').join('\n')}\n`);
  return error.kind === 'usage' ? 2 : error.kind === 'refused' ? 3 : 1;
}

function report(code: string, message: string, hint: string): void {
  write(JSON.stringify({ error: { code, message, hint } }));
}
