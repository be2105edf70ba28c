import type { Screen } from '../../src/render/screen.js';

/** The screen that most people have. */
export const USUAL: Screen = { columns: 80, unicode: true, colour: false };
