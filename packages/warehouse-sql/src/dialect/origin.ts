/** Scheme and host of an address with the slash after them, as a regular expression (RE2). */
export const ORIGIN = '^[A-Za-z][A-Za-z0-9+.-]*://[^/]*/?';
