import packageJson from '../package.json' with { type: 'json' };

/** Version of the code, written into every model's provenance. */
export const CODE_VERSION: string = packageJson.version;
