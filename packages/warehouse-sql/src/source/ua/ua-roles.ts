import { RECOMMENDED_ROLES } from '../recommended-roles.js';

/** What hits mean: `hitEventNames` gives them the names of the events that Google recommends today. */
export const UA_ROLES = RECOMMENDED_ROLES;
