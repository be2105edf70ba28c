import type { KindName } from './kind-names.js';
import { LEADGEN } from './leadgen/leadgen.js';
import { PUBLISHER } from './publisher/publisher.js';
import { SHOP_KIND } from './shop/shop.js';
import type { SiteKind } from './site-kind.js';

/** Every kind of site, by its name. */
export const SITE_KINDS: Readonly<Record<KindName, SiteKind>> = {
  shop: SHOP_KIND,
  leadgen: LEADGEN,
  publisher: PUBLISHER,
};
