import { code, markdownTable } from '../markdown.js';
import { type ConfigOption, configOptions } from './options.js';

/** The reference of the configuration: every option with its default and unit. */
export function configurationPage(): string {
  const options = configOptions().filter(({ path }) => path !== '$schema');
  const sections = new Map<string, ConfigOption[]>();
  for (const option of options) {
    const [first] = option.path.split('.');
    const section = option.isLeaf && option.path === first ? '' : first!;
    sections.set(section, [...(sections.get(section) ?? []), option]);
  }
  const top = sections.get('') ?? [];
  sections.delete('');
  return `# Configuration

The file \`propensity.config.ts\`, \`.js\` or \`.json\` in the working directory, or the one that \`--config\` names. It is checked whole
before anything runs: an error names the path, what was found and what is allowed, and unknown keys are errors. Relative paths
stand against the file. Everything with a default may be left out. A configuration is trusted code: do not run one that you have not read.

The smallest one:

\`\`\`json
{ "source": { "events": "export/events_*.parquet" }, "target": { "event": "purchase" } }
\`\`\`

The same in TypeScript:

\`\`\`ts
import { defineConfig } from 'propensity';

export default defineConfig({
  source: { events: 'export/events_*.parquet', timeZone: 'Europe/Paris' },
  target: { event: 'purchase' },
});
\`\`\`

## Options without a section

${tableOf(top)}

${[...sections].map(([name, found]) => sectionOf(name, found)).join('\n\n')}

## Secrets

Passwords, tokens and signing keys are never in the file, only in the environment: \`PROPENSITY_SMTP_PASSWORD\` and
\`PROPENSITY_WEBHOOK_SECRET\` for [notices](../notices.md), \`PROPENSITY_SERVE_TOKEN\` for [\`serve\`](../serving.md). \`PROPENSITY_DEBUG=1\`
shows the cause of an error.
`;
}

function sectionOf(name: string, options: readonly ConfigOption[]): string {
  const own = options.find(({ path }) => path === name);
  const meaning = own?.meaning ? `${own.meaning}\n\n` : '';
  return `## \`${name}\`\n\n${meaning}${tableOf(options.filter(({ path }) => path !== name))}`;
}

function tableOf(options: readonly ConfigOption[]): string {
  return markdownTable(
    ['option', 'default', 'unit', 'allowed', 'meaning'],
    options.map(({ path, fallback, unit, allowed, meaning, isLeaf }) => [
      code(path),
      fallback === null ? '' : code(fallback),
      unit,
      isLeaf ? allowed : '',
      meaning,
    ]),
  );
}
