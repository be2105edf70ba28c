import { PropensityError } from '../errors/propensity-error.js';
import type { ArtifactStore } from '../ports/artifact-store.js';

/** An `ArtifactStore` in a map. */
export class InMemoryArtifactStore implements ArtifactStore {
  readonly #objects = new Map<string, string>();

  async write(name: string, text: string): Promise<void> {
    const existing = this.#objects.get(name);
    if (existing !== undefined && existing !== text) {
      throw new PropensityError(
        'artifact_exists',
        `"${name}" exists and holds another text; artifacts are never changed.`,
      );
    }
    this.#objects.set(name, text);
  }

  async read(name: string): Promise<string> {
    const text = this.#objects.get(name);
    if (text === undefined) throw new PropensityError('artifact_not_found', `There is no artifact "${name}".`);
    return text;
  }
}
