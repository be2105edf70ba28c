import { PropensityError } from '../errors/propensity-error.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import type { Question } from '../question/question.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { PropertyEvents } from '../table/property-events.js';

export const PREPROCESSOR_SCHEMA_VERSION = 1;

/**
 * A preprocessing that was fitted ahead of training: one self-contained, schema-versioned JSON document. It holds no
 * clock reading, so the same data, settings and code give the same bytes.
 */
export interface PreprocessorFile {
  readonly kind: 'propensity-preprocessor';
  readonly schemaVersion: typeof PREPROCESSOR_SCHEMA_VERSION;
  /** Snapshot and a hash of the content; also the file's name without its extension. */
  readonly name: string;
  /** Dates are YYYY-MM-DD in `timeZone`. */
  readonly windows: {
    /** The training snapshot that it was built for: it uses no event of this day or later. */
    readonly snapshot: string;
    /** The snapshots whose rows were fitted. */
    readonly fittedSnapshots: readonly string[];
    readonly lookbackDays: number;
    readonly timeZone: string;
    /** True where days that exist only as intraday tables or files were read too; left out where not. */
    readonly intraday?: boolean;
  };
  /** Of whom what was asked, by which rows: left out as in a model's file. */
  readonly question?: Question;
  readonly features: readonly FeatureSpec[];
  /** What decided them besides the configuration: see `ModelArtifact.propertyEvents`. */
  readonly propertyEvents?: PropertyEvents;
  readonly transformers: readonly FittedTransformer[];
  readonly provenance: {
    readonly featureHash: string;
    readonly codeVersion: string;
    /** Users whose bucket is below this were left out: they only ever test. */
    readonly testShare: number;
    /** Share of the users, by hash, that were read. */
    readonly sampleShare: number;
    readonly minLevelCount: number;
    readonly allowedMissingDays: readonly string[];
    readonly counts: { readonly rows: number; readonly users: number };
  };
}

export interface SerialisedPreprocessor {
  readonly file: PreprocessorFile;
  readonly fileName: string;
  readonly text: string;
  /** SHA-256 of `text`, hex. */
  readonly sha256: string;
}

/** Names a preprocessing after its snapshot and content, and writes it as canonical JSON: same preprocessing, same bytes. */
export function serialisePreprocessor(unnamed: Omit<PreprocessorFile, 'name'>): SerialisedPreprocessor {
  const name = `preprocessor-${unnamed.windows.snapshot}-${contentHash(unnamed)}`;
  const file: PreprocessorFile = { ...unnamed, name };
  const text = `${canonicalJson(file, 1)}\n`;
  return { file, fileName: `${name}.json`, text, sha256: sha256Hex(text) };
}

/**
 * Reads a preprocessing back and checks, by the hash in its name, that it is unchanged since it was built.
 * @throws PropensityError `preprocessor_corrupt` (no such document), `preprocessor_schema` (of another version),
 * `preprocessor_changed` (edited or renamed since it was built); all of kind `refused`.
 */
export function parsePreprocessor(text: string, fileName: string): PreprocessorFile {
  const file = parseJson(text, fileName);
  if (file?.kind !== 'propensity-preprocessor') {
    throw refusal('preprocessor_corrupt', `The file ${fileName} holds no preprocessing.`);
  }
  if (file.schemaVersion !== PREPROCESSOR_SCHEMA_VERSION) {
    throw refusal(
      'preprocessor_schema',
      `The preprocessing ${fileName} has schema ${file.schemaVersion}; this version reads ${PREPROCESSOR_SCHEMA_VERSION}.`,
    );
  }
  const { name, ...content } = file;
  if (`${name}.json` !== fileName || !fileName.endsWith(`-${contentHash(content)}.json`)) {
    throw refusal('preprocessor_changed', `The preprocessing ${fileName} was edited or renamed since it was built.`);
  }
  return file;
}

function parseJson(text: string, fileName: string): PreprocessorFile | null {
  try {
    return JSON.parse(text) as PreprocessorFile | null;
  } catch (cause) {
    throw refusal('preprocessor_corrupt', `The file ${fileName} is not JSON.`, cause);
  }
}

function contentHash(unnamed: Omit<PreprocessorFile, 'name'>): string {
  return sha256Hex(canonicalJson(unnamed)).slice(0, 8);
}

function refusal(code: string, message: string, cause?: unknown): PropensityError {
  return new PropensityError(code, message, { kind: 'refused', hint: REBUILD_HINT, cause });
}

/** What to do about a preprocessing that cannot be used. */
export const REBUILD_HINT =
  'Run "propensity preprocessor build" and write the file name that it prints into training.preprocessor.';
