/** The kinds of site that can be simulated; the first is the default. */
export const KIND_NAMES = ['shop', 'leadgen', 'publisher'] as const;

/** A shop that sells items, a site that sells services by its forms, or a publisher with a paywall. */
export type KindName = (typeof KIND_NAMES)[number];
