import { Converter } from 'typedoc';

/** Names the modules as they are imported: `core/src/entries/jobs` is `@propensity/core/jobs`. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = `@propensity/${module.name.replace('/src/entries/', '/').replace(/\/src$/, '')}`;
    }
  });
}
