export { defineConfig, type PropensityConfigInput } from '@propensity/core/config';
