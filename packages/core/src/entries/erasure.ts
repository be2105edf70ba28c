export { type ForgetResult, forgetUsers } from '../erasure/forget-users.js';
export { type DigestBlocks, digestBlocks, userDigest } from '../erasure/user-digest.js';
