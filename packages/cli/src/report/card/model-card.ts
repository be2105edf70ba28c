import type { ReportData } from '@propensity/core/report';
import { dataOfTraining, dataOfWeeks } from './data-parts.js';
import { details, provenance } from './details-part.js';
import { caveats, ethicalConsiderations } from './limitations-part.js';
import { type Markdown, markdown } from './markdown.js';
import { calibrationPart, driftPart, holdoutPart, metricsPart, weeksPart } from './quantities-parts.js';
import { factors, intendedUse } from './use-parts.js';

/**
 * The model card as Markdown, in the sections that Mitchell and others propose. Every number of it stands on the page of the same data, written
 * in the same way; no user is named.
 * @see Mitchell et al. (2019), "Model Cards for Model Reporting", FAT* '19
 */
export function modelCard(data: ReportData): string {
  const parts: (readonly [title: string, ...content: readonly Markdown[]])[] = [
    ['Model details', ...details(data)],
    ['Intended use', ...intendedUse(data)],
    ['Factors', ...factors(data)],
    ['Metrics', ...metricsPart(data)],
    ['Evaluation data', ...dataOfWeeks(data)],
    ['Training data', ...dataOfTraining(data)],
    ['Quantitative analyses', ...weeksPart(data), ...calibrationPart(data), ...driftPart(data), ...holdoutPart(data)],
    ['Ethical considerations', ...ethicalConsiderations(data)],
    ['Caveats and recommendations', ...caveats(data)],
    ['Provenance', ...provenance(data)],
  ];
  const title = markdown`# Model card: “${data.target}” within ${String(data.horizon_days)} days`;
  const sections = parts.map(([name, ...content]) => [`## ${name}`, ...content.map(({ text }) => text)].join('\n\n'));
  return `${[title.text, ...sections].join('\n\n')}\n`;
}
