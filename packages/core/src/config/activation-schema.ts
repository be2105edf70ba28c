import { z } from 'zod';

const digits = z.string().regex(/^\d{1,20}$/, 'digits only, without hyphens');
const propertyName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'letters, digits and underscores, a letter first')
  .refine(
    (name) => !/^(?:google_|ga_|firebase_)/.test(name),
    'a name that does not begin with google_, ga_ or firebase_',
  );

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const endpoint = z
  .union([
    z.url({ protocol: /^https$/, error: 'an https URL' }),
    z.url({ protocol: /^http$/, hostname: LOOPBACK, error: 'an http URL of this machine' }),
  ])
  .refine((url) => !url.endsWith('/'), 'a URL without a slash at its end');

const account = z.strictObject({
  accountType: z
    .enum(['GOOGLE_ADS', 'DISPLAY_VIDEO_PARTNER', 'DISPLAY_VIDEO_ADVERTISER', 'DATA_PARTNER'])
    .default('GOOGLE_ADS')
    .describe('What kind of account it is.'),
  accountId: digits.describe('Its id.'),
});

/** The section `activation`: what Google has to be told with scores. */
export const activationSchema = z
  .strictObject({
    unknownConsent: z
      .enum(['denied', 'granted'])
      .default('denied')
      .describe(
        'Whether users whose consent to ads the source does not say may go to destinations of Google. "granted" only where you have it in another way.',
      ),
    userProperties: z
      .strictObject({
        score: propertyName.max(24).default('propensity_score').describe('Holds the probability, as text.'),
        decile: propertyName.max(24).default('propensity_decile').describe('Holds the tenth, 1 to 10.'),
        selected: propertyName.max(24).default('propensity_selected').describe('Holds true or false.'),
      })
      .prefault({})
      .describe('Names of the user properties in Google Analytics; two targets need different ones.'),
    eventName: propertyName
      .max(40)
      .default('propensity_scored')
      .describe('Name of the event that carries user properties by the Measurement Protocol.'),
    measurementId: z
      .string()
      .regex(/^G-[A-Z0-9]{4,20}$/, 'a measurement id such as "G-ABC123DEF4"')
      .optional()
      .describe('Measurement id of the web stream, for sending by the Measurement Protocol.'),
    analyticsEndpoint: endpoint
      .optional()
      .describe(
        'Another address of the Measurement Protocol, such as "https://region1.google-analytics.com" for the EU.',
      ),
    streamId: digits.optional().describe('Id of the data stream of the client ids, for Data Import.'),
    dataManager: z
      .strictObject({
        operatingAccount: account.describe('The account that has the audience.'),
        loginAccount: account.optional().describe('The account that has access, where it is another one.'),
        endpoint: endpoint.optional().describe('Another address of the Data Manager API.'),
        audienceId: digits.describe('Id of the audience, a Customer Match list by user ids.'),
        acceptsCustomerMatchTerms: z
          .literal(true)
          .describe('true where your company has accepted the terms of Customer Match; nothing is written without it.'),
      })
      .optional()
      .describe('Where members of an audience go by the Data Manager API.'),
  })
  .describe('What destinations of Google need to be told.');

/** What a configuration says about destinations of exports. */
export type ActivationConfig = z.output<typeof activationSchema>;
