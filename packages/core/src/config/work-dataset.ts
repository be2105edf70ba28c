/**
 * Name of the data set that holds intermediate tables, which can be computed again: flat events, which hold page
 * addresses, and feature snapshots. It is separate from the scores, so that it has readers and an expiry of its own.
 */
export function workDatasetOf(gcp: { readonly dataset: string; readonly workDataset?: string | undefined }): string {
  return gcp.workDataset ?? `${gcp.dataset}_work`;
}
