import { PropensityError } from '@propensity/core';
import parseJson, { JSONError } from 'parse-json';

/**
 * Parses the text of a JSON configuration file; a byte order mark is ignored.
 * @throws PropensityError `invalid_json` with line, column and the lines around the fault.
 */
export function readJsonConfig(text: string, fileName: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof JSONError)) throw error;
    const reason = error.message.split('\n', 1)[0] ?? '';
    const lines = [`${fileName} is not valid JSON: ${reason}`, error.rawCodeFrame].filter(Boolean);
    throw new PropensityError('invalid_json', lines.join('\n'), {
      kind: 'usage',
      hint: 'JSON wants double quotes around every key, commas between entries and none after the last.',
      details: { file: fileName },
    });
  }
}
