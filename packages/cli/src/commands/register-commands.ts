import type { PlannedCommand } from '@propensity/core/ports';
import type { Shift } from '@propensity/simulator';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { SHELLS } from '../completion/shells.js';
import { type GlobalOptions, withGlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import type { Outcome } from '../outcome.js';
import { addExamples } from '../styled-help.js';
import { DESTINATION_FORMAT_NAMES } from './destination-format-names.js';
import type { JobOptions } from './jobs.js';
import { FORMATS, KINDS, SHIFTS, SOURCES } from './simulation-formats.js';

const ACCEPT_DRIFT = 'publish although inputs have collapsed since the training, and record it';

/** Commands are loaded when they are called: `--help` needs no warehouse. */
export function registerCommands(
  program: Command,
  io: Io,
  finish: (options: GlobalOptions, outcome: Outcome) => void,
): void {
  program.version(packageJson.version, '-V, --version', 'print the version');
  const add = (name: string, description: string, examples: readonly string[]) =>
    addExamples(withGlobalOptions(program.command(name).description(description)), io, examples);

  add('init', 'write a configuration', [
    'init',
    'init --yes',
    'init --yes --events "export/events_*.parquet" --target purchase',
    'init --stack gcp --project my-shop-123 --events-dataset analytics_123456789 --location EU',
  ])
    .addOption(new Option('--stack <name>', 'where the jobs run').choices(['local', 'gcp']).default('local'))
    .option('--events <glob>', 'local: day files of the export')
    .option('--project <id>', 'gcp: project that pays and holds the tables')
    .option('--events-dataset <name>', 'gcp: data set of the export')
    .option('--dataset <name>', "gcp: data set of Propensity's own tables (default: propensity)")
    .option('--bucket <name>', 'gcp: bucket of the model files (default: <project>-propensity)')
    .option('--location <name>', 'gcp: location of both data sets')
    .option('--target <event>', 'the event to predict')
    .addOption(new Option('--format <name>', 'language of the file').choices(['json', 'ts', 'js']))
    .addOption(new Option('--typescript', 'the same as --format ts').hideHelp())
    .option('--force', 'replace a configuration that is there')
    .action(async (options) => finish(options, await (await import('./init.js')).init(io, options)));
  add('status', 'what is here, and what to type next; the same as no command', ['status', 'status --json']).action(
    async (options) => finish(options, await (await import('./status.js')).statusCommand(io, options)),
  );
  const addJob = (
    name: PlannedCommand['command'],
    description: string,
    examples: readonly string[],
    run: (options: JobOptions, userId?: string) => Promise<Outcome>,
  ) => {
    const command = add(name, description, [...examples, `${examples[0]} --print-sql`]);
    if (name === 'proba') command.argument('<user_id>', 'the user');
    return command
      .option('--print-sql', 'gcp: print every statement of the command and the bytes it reads, and run nothing')
      .action(async (...args: unknown[]) => {
        const options = args.at(-2) as JobOptions & { readonly printSql?: boolean };
        const userId = args.length > 2 ? String(args[0]) : undefined;
        if (options.printSql !== true) return finish(options, await run(options, userId));
        const { printSqlCommand } = await import('./print-sql.js');
        finish(options, await printSqlCommand(io, options, { ...options, command: name, userId }));
      });
  };
  const jobs = () => import('./jobs.js');
  addJob('doctor', 'look at the export before anything runs', ['doctor', 'doctor --json'], async (options) =>
    (await jobs()).doctorCommand(io, options),
  );
  addJob(
    'train',
    'fit a model, test it, and let the gate decide whether it becomes champion',
    ['train', 'train --snapshot 2026-01-31'],
    async (options) => (await jobs()).trainCommand(io, options),
  ).option('--force', 'train again although this run has been done');
  addJob(
    'predict',
    'score every user and update the predictions table',
    ['predict', 'predict --snapshot 2026-02-07'],
    async (options) => (await jobs()).predictCommand(io, options),
  )
    .option('--force', 'score again although this run has been published')
    .option('--model <name>', 'score with this model, whatever its age')
    .option('--accept-drift', ACCEPT_DRIFT);
  addJob(
    'evaluate',
    'report how right the scores of past weeks were',
    ['evaluate', 'evaluate --snapshot 2026-02-07'],
    async (options) => (await jobs()).evaluateCommand(io, options),
  ).option('--force', 'evaluate final weeks again');
  addJob('run', 'what a week needs: train when due, evaluate, predict', ['run'], async (options) =>
    (await jobs()).runCommand(io, options),
  )
    .option('--force', 'do again what has been done')
    .option('--report', 'put the report into the bucket afterwards; the notice links to it (stack "gcp")')
    .option('--accept-drift', ACCEPT_DRIFT);
  add('backfill', 'run the weeks of a time that is past, in order, as a weekly schedule would have', [
    'backfill --from 2026-01-05 --to 2026-03-30',
    'backfill --from 2026-01-05',
  ])
    .requiredOption('--from <day>', 'the first week; the others follow every seven days')
    .option('--to <day>', 'no week begins later (default: the newest that can be scored)')
    .option('--accept-drift', ACCEPT_DRIFT)
    .action(async (options) => finish(options, await (await jobs()).backfillCommand(io, options)));
  addJob('proba', 'the current probability of a user', ['proba 1234567.8901234'], async (options, userId) =>
    (await jobs()).probaCommand(io, options, userId ?? ''),
  )
    .option('--why', 'the reasons that moved it most')
    .option('--target <name>', 'of another target in the same tables, as "models" names it');
  add('models', 'list the models that were trained, and decide which of them scores', [
    'models',
    'models --effects',
    'models show <name>',
    'models diff <name> <name>',
    'models rollback --why "scores of Monday were off"',
  ])
    .addArgument(
      new Argument('[action]', 'what to do')
        .choices(['list', 'show', 'diff', 'promote', 'pin', 'unpin', 'rollback', 'retire'])
        .default('list'),
    )
    .argument('[names...]', 'of models')
    .option('--effects', 'show what the champion has learnt: importances and coefficients with intervals')
    .option('--model <name>', 'with --effects: what this model has learnt')
    .option('--why <text>', 'the reason of a decision; it is recorded')
    .option('--by <name>', 'who decides; it is recorded (default: your account here)')
    .action(async (action, names, options) =>
      finish(options, await (await import('./models.js')).modelsCommand(io, options, action, names)),
    );
  add('export', 'write scores, or what has changed in them, to a file', [
    'export --out scores.csv',
    'export --out everyone.parquet --all',
    'export --out best.csv --top 5000 --to newsletter',
    'export --out best-tenth.ndjson --decile 1 --to ads',
    'export --as ga4-data-import --out user-data.csv --to ga4',
  ])
    .requiredOption('--out <file>', 'the file: .csv, .parquet or .ndjson; one that is there is replaced')
    .addOption(
      new Option('--as <format>', 'what a destination of Google takes, of users who have consented to ads').choices(
        DESTINATION_FORMAT_NAMES,
      ),
    )
    .option('--consented', 'only users who have consented to ads')
    .option('--all', 'everyone with a current prediction')
    .option('--top <n>', 'the n highest scores of the newest week', positive)
    .option('--decile <n>', 'a tenth of the newest week, 1 to 10; 1 has the highest scores', positive)
    .option('--selected', 'whom the decision selects in the newest week')
    .option('--to <name>', 'where the file goes: changes are counted for each name', 'file')
    .action(async (options) => finish(options, await (await import('./export.js')).exportCommand(io, options)));
  add('send', 'send a file that export --as wrote, each request once', [
    'send mp.ndjson --to ga4-mp --dry-run',
    'send mp.ndjson --to ga4-mp --validate',
    'send mp.ndjson --to ga4-mp',
  ])
    .argument('<file>', 'the file')
    .option('--to <name>', 'where it was exported to', 'file')
    .option('--dry-run', 'say what would be sent; nothing is')
    .option('--validate', 'ask Google whether the next requests would be taken; nothing comes of them')
    .action(async (file, options) => finish(options, await (await import('./send.js')).sendCommand(io, options, file)));
  add('report', 'write what the scores are worth and how far they can be trusted, as one HTML file', [
    'report --open',
    'report --out reports/purchase.html',
    'report --card model-card.md',
    'report --upload',
  ])
    .option('--out <file>', 'where the file goes', 'propensity-report.html')
    .option('--card <file>', 'write the model card too, as Markdown, from the same data')
    .option('--upload', 'put the page into the bucket too, under its week (stack "gcp")')
    .option('--open', 'open it')
    .action(async (options) => finish(options, await (await import('./report.js')).reportCommand(io, options)));
  add('verify', 'check everything that is stored against everything else', ['verify', 'verify --json']).action(
    async (options) => finish(options, await (await jobs()).verifyCommand(io, options)),
  );
  add('forget', 'erase users from everything that is kept, and keep them out of every later run', [
    'forget 1234567.8901234',
    'forget --file to-forget.txt --yes',
  ])
    .argument('[user_ids...]', 'the users, as the predictions have them')
    .option('--file <file>', 'a text file with one id per line; ids of a command line stay in the history of a shell')
    .action(async (userIds: string[], options) =>
      finish(options, await (await import('./forget.js')).forgetCommand(io, options, userIds)),
    );
  add('preprocessor', 'fit the preprocessing ahead of training, and store it', [
    'preprocessor build',
    'preprocessor build --snapshot 2026-01-31 --out preprocessor.json',
  ])
    .addArgument(new Argument('<action>', 'what to do').choices(['build']))
    .option('--out <file>', 'write a copy there too')
    .action(async (_action, options) =>
      finish(options, await (await import('./preprocessor.js')).preprocessorBuildCommand(io, options)),
    );
  add('notices', 'send a test through every channel of the notices', ['notices test'])
    .addArgument(new Argument('<action>', 'what to do').choices(['test']))
    .action(async (_action, options) =>
      finish(options, await (await import('./notices.js')).noticesTestCommand(io, options)),
    );
  add('serve', 'answer getProba and the jobs over HTTP', ['serve --port 8080'])
    .option('--port <n>', 'port; 0 takes a free one', port, 8080)
    .option(
      '--host <name>',
      'address to listen on; other than loopback, everyone who can reach it may ask',
      '127.0.0.1',
    )
    .action(async (options) => finish(options, await (await import('./serve.js')).serveCommand(io, options)));
  add('serving', 'look after the store that getProba is answered from', [
    'serving status',
    'serving refresh',
    'serving rebuild',
  ])
    .addArgument(new Argument('<action>', 'what to do').choices(['status', 'refresh', 'rebuild']))
    .action(async (action, options) =>
      finish(options, await (await import('./serving.js')).servingCommand(io, options, action)),
    );
  add('simulate', 'write a simulated export whose users have a known true probability', [
    'simulate --out export --users 20000 --days 120 --seed 1',
    'simulate --kind publisher --out publisher',
    'simulate --sign-ins --source ua --out ua',
    'simulate --days 150 --shift 105:prices --out export',
  ])
    .addOption(new Option('--kind <name>', 'of site').choices(KINDS).default('shop'))
    .option('--sign-ins', 'shop: people sign in (user_id), use several devices, and share some')
    .addOption(
      new Option('--source <name>', 'whose export: GA4, or Universal Analytics (shop)').choices(SOURCES).default('ga4'),
    )
    .option('--out <folder>', 'where the day files go', 'export')
    .option('--users <n>', 'number of users', positive, 20_000)
    .option('--days <n>', 'number of days', positive, 120)
    .option('--seed <n>', 'the same seed gives the same export', wholeNumber, 1)
    .option('--start <date>', 'first day, YYYY-MM-DD', '2025-01-01')
    .option(
      '--shift <day:kind>',
      `shop: what changes from that day on, counted from 0 (${SHIFTS.join(', ')}); may be repeated`,
      shift,
    )
    .option('--truth-every <days>', 'days from one snapshot of the truth to the next', positive, 1)
    .addOption(
      // A format that there is not is refused by the command, with a code of its own.
      new Option('--format <name>', 'of the day files').choices(FORMATS).default('parquet').argParser(String),
    )
    .action(async (options) => finish(options, await (await import('./simulate.js')).simulateCommand(io, options)));
  add('demo', 'simulate a shop and show everything on it', ['demo', 'demo --users 50000'])
    .option('--out <folder>', 'where the demo leaves its files', 'demo')
    .option('--users <n>', 'number of users', positive, 20_000)
    .option('--seed <n>', 'seed of the simulation', wholeNumber, 1)
    .action(async (options) => finish(options, await (await import('../demo/demo.js')).demoCommand(io, options)));
  add('completion', 'print a script that completes the command line in a shell', [
    'completion bash > ~/.local/share/bash-completion/completions/propensity',
    'completion zsh > "$fpath[1]/_propensity"',
    'completion fish > ~/.config/fish/completions/propensity.fish',
  ])
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell, options) =>
      finish(options, (await import('./completion.js')).completionCommand(program, shell)),
    );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}

function positive(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Expected at least 1.');
  return value;
}

/** `63:prices`, after those that were given before. */
function shift(text: string, before: readonly Shift[] = []): Shift[] {
  const [, day, kind] = /^(\d+):([a-z]+)$/.exec(text) ?? [];
  if (day === undefined || !SHIFTS.includes(kind!)) {
    throw new InvalidArgumentError(`Expected a day and one of ${SHIFTS.join(', ')}, such as 63:prices.`);
  }
  return [...before, { day: wholeNumber(day), kind: kind as Shift['kind'] }];
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('Expected a port, 0 to 65535.');
  return value;
}
