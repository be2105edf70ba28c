import { questionSuite } from '@propensity/adapter-tests';
import { localConformance } from './support/local-conformance.js';

questionSuite(localConformance);
