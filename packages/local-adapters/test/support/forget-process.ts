/**
 * Forgetting as a process of its own. Run with the folder of a shop and the ids; says on stdout what it came to, or the code of the error
 * that it failed with.
 */

import { PropensityError } from '@propensity/core';
import { forgetUsers } from '@propensity/core/erasure';
import { openShop } from './shop-stack.js';

const [folder, ...userIds] = process.argv.slice(2);
const { ports, close } = openShop(folder!);

try {
  try {
    await forgetUsers(ports, userIds);
  } catch (error) {
    await close({ refused: true }).catch(() => {});
    throw error;
  }
  await close();
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`${PropensityError.is(error) ? error.code : `not a PropensityError: ${error}`}\n`);
  process.exitCode = 1;
}
