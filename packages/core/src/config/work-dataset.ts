/**
 * Name of the data set that holds what is computed on the way and can be made again: flat events, which hold page
 * addresses, and feature snapshots. It is apart from the scores, so that it has readers and an expiry of its own.
 */
export function workDatasetOf(gcp: { readonly dataset: string; readonly workDataset?: string | undefined }): string {
  return gcp.workDataset ?? `${gcp.dataset}_work`;
}
