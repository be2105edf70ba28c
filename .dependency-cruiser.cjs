// The direction of imports (see docs/how-it-works/code.md): a lower layer never knows a higher one.
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
      name: 'no-cycles-between-rooms',
      comment:
        'Rooms of core are folders; of two that import each other, a part of one belongs into a room below both.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^packages/core/src/[^/]+$' },
      to: { circular: true },
    },
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
        pathNot: [
          '^packages/$1/',
          '^packages/[^/]+/src/(index|compute|compute-threads|google-clients|entries/[^/]+)\\.ts$',
        ],
      },
    },
    {
      name: 'families-by-their-lists',
      comment:
        'What belongs to one family of models is reached through the lists of families: candidates-of, scoring-families, model-sql.',
      severity: 'error',
      from: {
        path: '^packages/(core|warehouse-sql)/src/',
        pathNot: [
          '^packages/core/src/([a-z]+-model|model-families)/',
          '^packages/core/src/(index|compute)\\.ts$',
          '^packages/core/src/entries/',
          // Files of schema 1 and 2 hold linear models.
          '^packages/core/src/artifact/older-schemas\\.ts$',
          // It is fitted by a logistic regression.
          '^packages/core/src/calibration-fitting/fit-beta\\.ts$',
          // Only linear models are sums of what a warehouse can add up; other estimators are refused.
          '^packages/core/src/(aggregated-fit/|jobs/fit-by-aggregates\\.ts$)',
          '^packages/warehouse-sql/src/scoring/([a-z]+/|model-sql\\.ts$)',
        ],
      },
      to: { path: ['^packages/core/src/[a-z]+-model/', '^packages/warehouse-sql/src/scoring/[a-z]+/'] },
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
