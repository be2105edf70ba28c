import packageJson from '../package.json' with { type: 'json' };

/** Version of this program, recorded with every model. */
export const CODE_VERSION: string = packageJson.version;
