import { type Row, userBucket } from '@propensity/core';

const draw = (what: string, index: number) => userBucket(`${what}-${index}`);

/** Made-up visitors: some of the days are not known. */
export const visits: Row[] = Array.from({ length: 8000 }, (_, index) => ({
  sessions: Math.floor(draw('sessions', index) ** 3 * 20),
  days: draw('known', index) < 0.1 ? null : Math.floor(draw('days', index) * 30),
  device: draw('device', index) < 0.5 ? 'mobile' : 'desktop',
}));

/** 1 where the visitor bought: the odds rise with sessions, on a desktop, and fall with the days since the last visit. */
export const labels: number[] = visits.map(({ sessions, days, device }, index) => {
  const logOdds =
    -3 + 1.1 * Math.log1p(Number(sessions)) - 0.08 * Number(days ?? 15) + (device === 'desktop' ? 0.6 : 0);
  return draw('bought', index) < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
});
