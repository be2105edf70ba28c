/** How many BigQuery servers, with a Cloud Storage server each, a test run starts: each takes about one core. */
export const SERVER_PAIRS = 2;
