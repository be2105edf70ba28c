import { expect, test } from 'vitest';
import { commandNames } from '../../src/commands/command-line.js';
import { commandsPage } from '../../src/commands/commands-page.js';

const page = commandsPage();

test('every command has a section with its options and examples', () => {
  for (const name of commandNames()) expect(page).toContain(`\n## ${name}\n`);
  const predict = page.split('\n## predict\n')[1]!.split('\n## ')[0]!;
  expect(predict).toContain('| `--model <name>` |');
  expect(predict).toContain('propensity predict --snapshot 2026-02-07');
  expect(predict).not.toContain('`--config <file>`');
});

test('an argument, a default and choices are listed', () => {
  expect(page).toContain('propensity proba <user_id> [options]');
  expect(page).toMatch(/`--port <n>` \| `8080` \|/);
  expect(page).toMatch(/`--stack <name>` \| `local` \|.*`local`, `gcp`/);
});
