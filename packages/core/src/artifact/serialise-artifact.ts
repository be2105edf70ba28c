import { PropensityError } from '../errors/propensity-error.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';
import { isKnownKind, type ScorableModel, scoringFamilyOf } from '../model-families/scoring-families.js';
import { targetEventsOf } from '../question/target-rule.js';
import { type ModelArtifact, READABLE_SCHEMA_VERSIONS } from './model-artifact.js';
import { inTodaysShape } from './older-schemas.js';

const RESTORE_HINT = 'Restore the file from a backup, or train again with --force.';

export interface SerialisedArtifact {
  readonly artifact: ModelArtifact;
  readonly fileName: string;
  readonly text: string;
  /** SHA-256 of `text`, hex. */
  readonly sha256: string;
}

/** Names an artifact after its target, snapshot and content, and writes it as canonical JSON: same model, same bytes. */
export function serialiseArtifact(unnamed: Omit<ModelArtifact, 'name'>): SerialisedArtifact {
  const content = sha256Hex(canonicalJson(unnamed)).slice(0, 8);
  const name = `${fileNamePart(unnamed)}-${unnamed.windows.snapshot}-${content}`;
  const artifact: ModelArtifact = { ...unnamed, name };
  const text = `${canonicalJson(artifact, 1)}\n`;
  return { artifact, fileName: `${name}.json`, text, sha256: sha256Hex(text) };
}

/**
 * Reads an artifact back, of this schema or an older one, and checks that it is the one that was registered.
 * @throws PropensityError `artifact_corrupt` (its bytes are not those of `expectedSha256`, or not an artifact),
 * `artifact_schema` (written by a version of another schema, or of a family that this version does not know).
 */
export function parseArtifact(
  text: string,
  expected: { readonly sha256: string; readonly fileName: string },
): ModelArtifact {
  const hint = RESTORE_HINT;
  if (sha256Hex(text) !== expected.sha256) {
    throw new PropensityError(
      'artifact_corrupt',
      `The model file ${expected.fileName} is not the one that was registered: its SHA-256 differs.`,
      {
        hint,
        details: { file: expected.fileName, expected: expected.sha256, found: sha256Hex(text) },
      },
    );
  }
  let artifact: ModelArtifact | null;
  try {
    artifact = JSON.parse(text) as ModelArtifact | null;
  } catch (cause) {
    throw new PropensityError('artifact_corrupt', `The model file ${expected.fileName} is not JSON.`, { hint, cause });
  }
  if (artifact?.kind !== 'propensity-model') {
    throw new PropensityError('artifact_corrupt', `The model file ${expected.fileName} holds no model.`, { hint });
  }
  if (!READABLE_SCHEMA_VERSIONS.includes(artifact.schemaVersion)) {
    const known = READABLE_SCHEMA_VERSIONS.join(', ').replace(/, (\d+)$/, ' and $1');
    throw newerArtifact(`has schema ${artifact.schemaVersion}; this version reads ${known}`, expected.fileName);
  }
  const read = inTodaysShape(artifact);
  assertScorable(read, expected.fileName);
  if (read.tested !== undefined) assertScorable(read.tested, expected.fileName);
  return read;
}

/** The target's name or events in what any file system and bucket takes; the hash in the name tells apart what this makes the same. */
function fileNamePart({ target, question }: Pick<ModelArtifact, 'target' | 'question'>): string {
  const events =
    question === undefined || question.target.name !== undefined ? [target.event] : targetEventsOf(question.target);
  const name = events
    .join('_or_')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 60);
  return name === '' ? 'target' : name;
}

function assertScorable({ model, preprocessing }: ScorableModel, fileName: string): void {
  const { kind } = model;
  if (!isKnownKind(kind)) {
    throw newerArtifact(`holds a model of the kind "${kind}", which this version does not know`, fileName);
  }
  const fault = scoringFamilyOf(model).fault(model, preprocessing);
  if (fault === null) return;
  throw new PropensityError('artifact_corrupt', `The model file ${fileName} ${fault}.`, { hint: RESTORE_HINT });
}

function newerArtifact(what: string, fileName: string): PropensityError {
  return new PropensityError('artifact_schema', `The model file ${fileName} ${what}.`, {
    hint: 'Train again with this version, or score with the version that trained it.',
  });
}
