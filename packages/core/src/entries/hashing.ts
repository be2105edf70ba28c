export { canonicalJson } from '../hashing/canonical-json.js';
export { sha256Hex } from '../hashing/sha256.js';
