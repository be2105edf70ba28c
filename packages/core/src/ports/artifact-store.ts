/** Port: the store of model artifacts. Objects are created once and never changed. */
export interface ArtifactStore {
  /**
   * Creates the object. Writing the same text to the same name again is a no-op.
   * @throws PropensityError `artifact_exists` when the name holds another text.
   */
  write(name: string, text: string): Promise<void>;
  /** @throws PropensityError `artifact_not_found` */
  read(name: string): Promise<string>;
}
