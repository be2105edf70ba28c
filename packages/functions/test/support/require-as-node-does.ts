import { registerHooks } from 'node:module';

// The root vitest.config.ts gives workers the condition "import", with which Node answers a `require` inside
// functions-framework with an ES module (is-promise) and breaks it. Outside of vitest there is nothing to fix.
registerHooks({
  resolve(specifier, context, next) {
    if (!context.conditions.includes('require')) return next(specifier, context);
    return next(specifier, { ...context, conditions: context.conditions.filter((name) => name !== 'import') });
  },
});
