import type { Story } from './deal';

/** The month that is told, and two that are hard: a day of 23 hours, and the price spike of 8,995 $/MWh. */
export const stories: Readonly<Record<string, Story>> = {
  august: { title: 'A contract of 4 MW at Hearne, billed for August 2021', asOf: '2021-06-01T15:00:00Z', start: '2021-07-22', month: '2021-08' },
  march: { title: 'A contract of 4 MW at Hearne, billed for March 2021, in which a day has 23 hours', asOf: '2021-01-04T15:00:00Z', start: '2021-03-01', month: '2021-03' },
  february: { title: 'A contract of 4 MW at Hearne, billed for February 2021, with its hours of 8,995 $/MWh', asOf: '2020-12-01T15:00:00Z', start: '2021-02-01', month: '2021-02' },
};
