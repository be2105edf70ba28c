import type { PublishedReport, ReportStore } from '@propensity/core/ports';
import type { ReportData } from '@propensity/core/report';

/**
 * Writes a page where the stack keeps reports: under its week, and as the newest of its target. The week is the newest that was scored; before
 * one is, the snapshot of the model.
 * @returns where the page of the week lies
 */
export async function publishReport(
  store: ReportStore,
  { target, scores, model }: ReportData,
  page: string,
): Promise<PublishedReport> {
  const folder = `reports/${folderOf(target)}`;
  const published = await store.write(`${folder}/${scores?.week ?? model.snapshot}.html`, page);
  await store.write(`${folder}/latest.html`, page);
  return published;
}

/** A target in the name of an object: letters, digits and `._-` stay; what others look like is kept by their code points. */
function folderOf(target: string): string {
  return target.replace(/[^A-Za-z0-9._-]/gu, (character) =>
    character === ' ' ? '~' : `~${character.codePointAt(0)!.toString(16)}~`,
  );
}
