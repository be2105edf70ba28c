// The direction of imports (see README, "What lives where"): a lower layer never knows a higher one.
const layers = {
  core: [],
  'warehouse-sql': ['core'],
  simulator: ['core'],
  'adapter-tests': ['core'],
  'gcp-testing': ['core', 'warehouse-sql'],
  'local-adapters': ['core', 'warehouse-sql'],
  'gcp-adapters': ['core', 'warehouse-sql'],
  functions: ['core', 'warehouse-sql', 'local-adapters', 'gcp-adapters'],
  cli: ['core', 'warehouse-sql', 'functions', 'simulator'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'core and warehouse-sql run in a browser: no node:* modules.',
      severity: 'error',
      from: { path: '^packages/(core|warehouse-sql)/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-deep-imports',
      comment: 'Other packages are imported by their name, so by what their entries export.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/([^/]+)/src/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/src/(index|compute|compute-threads)\\.ts$'],
      },
    },
    ...Object.entries(layers).map(([name, allowed]) => ({
      name: `${name}-layer`,
      severity: 'error',
      from: { path: `^packages/${name}/src` },
      to: { path: '^packages/', pathNot: [name, ...allowed].map((layer) => `^packages/${layer}/`) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@propensity/source', 'import', 'node', 'default'],
    },
  },
};
