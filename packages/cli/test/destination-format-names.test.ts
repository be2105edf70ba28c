import { DESTINATION_FORMATS } from '@propensity/core/activation';
import { expect, it } from 'vitest';
import { DESTINATION_FORMAT_NAMES } from '../src/commands/destination-format-names.js';

it('the formats that help names are those there are', () => {
  expect(DESTINATION_FORMAT_NAMES).toEqual(DESTINATION_FORMATS.map(({ name }) => name));
});
