/** A server that this machine cannot have; the message says why, and what to do instead. */
export class Unavailable extends Error {}
