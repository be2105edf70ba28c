import type { EventDetail } from '../../events/simulated-event.js';
import type { SitePage } from '../site-kind.js';

const page = (name: string, path: string, title: string, landing = false): SitePage => ({ name, path, title, landing });

/** Pages on which a visit may begin. */
export const LANDING_PAGES: readonly SitePage[] = [
  page('home', '/', 'Insurance for companies | Beacon', true),
  page('offer', '/landing/get-an-offer', 'Get an offer | Beacon', true),
  page('services', '/services', 'Services | Beacon', true),
];

/** Pages that people look through, those that lead to an offer first. */
export const READING_PAGES: readonly SitePage[] = [
  page('pricing', '/pricing', 'Plans and prices | Beacon'),
  page('references', '/references', 'What customers say | Beacon'),
  page('liability', '/services/liability', 'Liability | Beacon'),
  page('cyber', '/services/cyber', 'Cyber risks | Beacon'),
  page('fleet', '/services/fleet', 'Fleets | Beacon'),
  page('about', '/about', 'About us | Beacon'),
  page('careers', '/careers', 'Careers | Beacon'),
  ...Array.from({ length: 12 }, (_, number) =>
    page(`blog-${number + 1}`, `/blog/${number + 1}`, `Risk letter no. ${number + 1} | Beacon`),
  ),
];

/** How many of {@link READING_PAGES}, from the first, lead to an offer. */
export const LEADING_PAGES = 2;

/** Pages with something to do. */
export const WORKING_PAGES: readonly SitePage[] = [
  page('calculator', '/calculator', 'What it costs | Beacon'),
  page('compare', '/pricing/compare', 'Compare plans | Beacon'),
  page('downloads', '/downloads', 'Brochures | Beacon'),
  page('contact', '/contact', 'Contact | Beacon'),
  page('quote', '/quote', 'Ask for an offer | Beacon'),
  page('thank-you', '/thank-you', 'Thank you | Beacon'),
];

const PLANS = ['basic', 'plus', 'enterprise'];
const LEAD_FORMS = ['quote', 'callback', 'contact'];

/** Forms that make a lead, each with each plan. */
export const LEADS: readonly EventDetail[] = LEAD_FORMS.flatMap((form_id) =>
  PLANS.map((plan) => ({ params: { form_id, plan, form_length: form_id === 'quote' ? 9 : 4 } })),
);

/** Forms that make none: events of the same name, which a question about leads has to leave out. */
export const OTHER_FORMS: readonly EventDetail[] = ['support', 'newsletter', 'job_application'].map((form_id) => ({
  params: { form_id, form_length: 3 },
}));

/** What the calculators calculate. */
export const CALCULATIONS: readonly EventDetail[] = ['liability', 'cyber', 'fleet'].map((calculator) => ({
  params: { calculator, steps: 5 },
}));

/** Brochures, as GA4's own parameters name a file. */
export const BROCHURES: readonly EventDetail[] = ['liability', 'cyber', 'fleet', 'overview'].map((name) => ({
  params: { file_name: `/files/${name}.pdf`, file_extension: 'pdf', link_text: 'Download' },
}));

/** Plans that are compared. */
export const COMPARISONS: readonly EventDetail[] = PLANS.map((plan) => ({ params: { plan } }));
