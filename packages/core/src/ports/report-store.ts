/** Port: where reports lie for people to read. Pages, unlike artifacts, are replaced. */
export interface ReportStore {
  /**
   * Writes a page as a whole, in the place of one that has the name.
   * @param name `reports/purchase/2026-02-19.html`
   * @param page HTML
   */
  write(name: string, page: string): Promise<PublishedReport>;
}

/** Where a page lies. */
export interface PublishedReport {
  /** `gs://…` on Google Cloud. */
  readonly uri: string;
  /** What a browser opens, of people who may read it. */
  readonly url: string;
}
