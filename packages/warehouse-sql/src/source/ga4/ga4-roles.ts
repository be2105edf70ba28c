import { RECOMMENDED_ROLES } from '../recommended-roles.js';

/** GA4's events of recommended e-commerce measurement, by what they mean. */
export const GA4_ROLES = RECOMMENDED_ROLES;
