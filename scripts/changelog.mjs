// Writes the changes that wait in .changeset into CHANGELOG.md, under the version that they lead to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HEADINGS = { major: 'Breaking', minor: 'Added', patch: 'Fixed' };

/** The section of a release plan of changesets: its changes by their kind, the most important first. */
export function sectionOf({ changesets, releases }, day) {
  const version = releases.find(({ name }) => name === 'propensity').newVersion;
  const parts = Object.entries(HEADINGS).flatMap(([type, heading]) => {
    const changes = changesets.filter((change) => kindOf(change) === type).map(({ summary }) => item(summary));
    return changes.length === 0 ? [] : [`### ${heading}\n\n${changes.join('\n')}`];
  });
  return `## ${version} (${day})\n\n${parts.join('\n\n')}\n`;
}

/** The changelog with a section before the first one of earlier versions. */
export function withSection(changelog, section) {
  const first = /^## /m.exec(changelog)?.index ?? changelog.length;
  return `${changelog.slice(0, first)}${section}\n${changelog.slice(first)}`;
}

function kindOf({ releases }) {
  return Object.keys(HEADINGS).find((kind) => releases.some(({ type }) => type === kind));
}

function item(summary) {
  return `- ${summary.trim().replace(/\n(?=.)/g, '\n  ')}`;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'propensity-changelog-'));
  const plan = join(folder, 'plan.json');
  execFileSync('pnpm', ['exec', 'changeset', 'status', `--output=${plan}`], { stdio: ['ignore', 2, 2] });
  const section = sectionOf(JSON.parse(readFileSync(plan, 'utf8')), new Date().toISOString().slice(0, 10));
  writeFileSync('CHANGELOG.md', withSection(readFileSync('CHANGELOG.md', 'utf8'), section));
  rmSync(folder, { recursive: true });
}
