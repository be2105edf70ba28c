import type { EventExport } from '../source/event-export.js';
import { definitionHash } from './definition-hash.js';
import type { Feature, FeatureDeclaration } from './feature.js';
import { formerDefinitionHash } from './former-definition-hash.js';

/** Completes a declaration for a source. */
export function defineFeature(declaration: FeatureDeclaration, source: EventExport): Feature {
  const { earlier = [], ...current } = declaration;
  return {
    ...current,
    kind: current.unit === 'category' ? 'categorical' : 'numeric',
    definitionHash: definitionHash(current, source),
    formerHash: formerDefinitionHash(current, source),
    earlier: earlier.map((difference) => defineFeature({ ...current, ...difference }, source)),
  };
}
