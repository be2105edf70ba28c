/**
 * What an event says of where its visit came from, best first, as expressions over the raw row: the session's channel as Analytics
 * attributes it, then what the visit's own address said. Exports before 2024 have neither.
 * @param textOf the known text of a field of the raw row; null where the rows have no such field
 */
export function visitOrigin(field: 'source' | 'medium', textOf: (path: string) => string | null): string[] {
  const session = 'session_traffic_source_last_click';
  const collected = 'collected_traffic_source';
  const whereClicked = (path: string) => {
    const id = textOf(path);
    return id === null ? null : `CASE WHEN ${id} IS NOT NULL THEN '${GOOGLE_ADS[field]}' END`;
  };
  return [
    textOf(`${session}.cross_channel_campaign.${field}`),
    textOf(`${session}.manual_campaign.${field}`),
    whereClicked(`${session}.google_ads_campaign.campaign_id`),
    // An address with a click id may name a source of its own, which Analytics does not go by.
    whereClicked(`${collected}.gclid`),
    textOf(`${collected}.manual_${field}`),
  ].filter((sql) => sql !== null);
}

/** What Analytics calls a visit that an advertisement of Google brought. */
const GOOGLE_ADS = { source: 'google', medium: 'cpc' } as const;
