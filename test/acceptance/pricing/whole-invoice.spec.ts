import { moneyText } from '@busbar/kernel';
import { explain, rate, readRatingDocument, type RatingDocument } from '@busbar/pricing';
import { midnight } from '../../oracle/wall-clock';
import { oracleSays, said } from '../../oracle/agreement';

/**
 * April 2026 in Chicago: 30 days, 2,880 quarter-hours of 100 kWh, but 40 kWh in each of the 8 from 17:00 to 19:00 on Wednesday the
 * 22nd, a curtailment. The hall draws 125 kWh in each.
 *
 *  2 metered        2,880 × 100 − 8 × 60                              287,520.000 kWh
 *    in peak        22 weekdays × 24 quarter-hours × 100 − 480         52,320.000 kWh
 *  3 loss factor    287,520 × 1.02                                    293,270.400 kWh   (peak 53,366.400, rest 239,904.000)
 *  4 PUE            360,000 ÷ 287,520 = 1.252086… → 1.2521, below the cap of 1.30
 *  5 energy.tou.peak        53,366.400 × 0.11  = 5,870.304                     5,870.30
 *    energy.tou.rest       239,904.000 × 0.045 = 10,795.68                    10,795.68
 *    energy.pue_overhead   293,270.400 × 1.2521 = 367,203.86784 → 367,203.868; − 293,270.400 = 73,933.468 kWh
 *                          price (5,870.30 + 10,795.68) ÷ 293,270.400 = 0.056828033105; → 4,201.493…   4,201.49
 *  6 demand.peak    400 kW × 0.95 ÷ 0.87 = 436.782 kW; 80 % of the 600 kW of March is 480 kW: 480.000 × 14.25   6,840.00
 *    capacity.reserved      500 kW × 18.50                                     9,250.00
 *  7 gpu.premium    8 GPUs × 10 h = 80 GPU-h × 1.89                              151.20
 *  8 network.commit 100 Mbit/s × 0.45 = 45.00; the 95th percentile of 90 is below it: burst 0.00
 *  9 commit.minimum_true_up  38,000.00 − 37,153.67                               846.33
 * 10 credit.curtailment      8 × (100 × 1 − 40) = 480.000 kWh × 0.09             −43.20
 * 11 credit.sla     65 minutes of 43,200 down: 99.8495 %, 10 % of 30,117.47   −3,011.75
 * 12 discount       5 % of the energy lines, 20,867.47                        −1,043.37
 * 13 adjustment.prior_period                                                      12.34
 *    subtotal                                                                 33,914.02
 * 14 tax.state      6.25 % of 33,871.44 (80 % of the GPU line; the adjustment not) = 2,116.965      2,116.97
 *    tax.city       2 % of 33,871.44 + 2,116.97 = 719.7682                                            719.77
 *    tax.state_2025 6 % of 12.34, the rate of its own period                                            0.74
 * 15 total                                                                    36,751.50
 */
const zone = 'America/Chicago';
const [fromMs, toMs] = [midnight('2026-04-01', zone), midnight('2026-05-01', zone)];
const eventMs = [Date.parse('2026-04-22T22:00:00Z'), Date.parse('2026-04-23T00:00:00Z')] as const;
const quarters = Array.from({ length: (toMs - fromMs) / 900_000 }, (_, index) => fromMs + index * 900_000);

const document: RatingDocument = {
  contract: { id: 'ctr', effectiveFrom: '2026-01-01', billingDay: 1 }, currency: 'USD', zone, period: { from: '2026-04-01', to: '2026-05-01' },
  tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '500' }] }],
  terms: [
    { id: 'discount', code: 'discount', billedIn: 'ARREARS', off: { kind: 'percentage', share: '0.05' }, baseCodes: ['energy.*'] },
    { id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '0.999', credit: '0' }, { atLeast: '0.995', credit: '0.10' }], otherwise: '0.25', cap: '0.30', baseCodes: ['capacity.*', 'energy.*'] },
    { id: 'curtailment', code: 'credit.curtailment', billedIn: 'ARREARS', price: '0.09', calendarId: 'week' },
    { id: 'minimum', code: 'commit.minimum_true_up', billedIn: 'ARREARS', minimum: '38000.00' },
    { id: 'net', code: 'network.commit', billedIn: 'ARREARS', commitMbps: '100', price: '0.45' },
    { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100-SXM', price: '1.89', incrementSeconds: 60, taxableFraction: '0.8' },
    { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '14.25', ratchet: { share: '0.8' }, targetPowerFactor: '0.95' },
    { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '18.50' },
    { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'measured_capped', cap: '1.30' }, energyTermIds: ['tou'] },
    { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'week', lossFactor: '1.02', prices: [{ bucket: 'peak', price: '0.11' }, { bucket: 'rest', price: '0.045' }] },
  ],
  calendars: [{ id: 'week', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 14, toHour: 20 }, { bucket: 'rest' }] }],
  energy: [
    { trancheId: 'trn', role: 'IT', source: { kind: 'values', startAt: new Date(fromMs).toISOString(), wh: quarters.map((ms) => (ms >= eventMs[0] && ms < eventMs[1] ? '40000' : '100000')) } },
    { trancheId: 'trn', role: 'FACILITY', source: { kind: 'values', startAt: new Date(fromMs).toISOString(), wh: quarters.map(() => '125000') } },
  ],
  allocations: [{ id: 'alc', sku: 'H100-SXM', gpus: 8, from: '2026-04-10T06:00:00Z', to: '2026-04-10T16:00:00Z' }],
  network: [{ source: { kind: 'values', mbps: Array.from({ length: 100 }, () => 90) } }],
  events: [{ id: 'evt_1', kind: 'CURTAILMENT', from: '2026-04-22T22:00:00Z', to: '2026-04-23T00:00:00Z' }, { id: 'evt_2', kind: 'OUTAGE', from: '2026-04-15T10:00:00Z', to: '2026-04-15T11:05:00Z' }],
  history: [{ termId: 'demand', peaksKw: ['600', '580'] }], powerFactor: '0.87',
  adjustments: [{ id: 'adj', period: { from: '2026-02-01', to: '2026-03-01' }, amount: '12.34', reason: 'Late readings of February.', taxes: [{ code: 'tax.state_2025', rate: '0.06' }] }],
  taxes: [{ code: 'tax.state', rate: '0.0625' }, { code: 'tax.city', rate: '0.02', compoundOn: ['tax.state'] }],
};

describe('a whole invoice through all fifteen steps', () => {
  const invoice = rate(readRatingDocument(document));

  it('is what the hand computes', () => {
    expect(invoice.lines.map((line) => [line.code, line.quantity, moneyText(line.amount)])).toEqual([
      ['energy.tou.peak', '53366.400', '5870.30'],
      ['energy.tou.rest', '239904.000', '10795.68'],
      ['energy.pue_overhead', '73933.468', '4201.49'],
      ['demand.peak', '480.000', '6840.00'],
      ['capacity.reserved', '500.000', '9250.00'],
      ['gpu.premium', '80.0000', '151.20'],
      ['network.commit', '100', '45.00'],
      ['network.burst', '0', '0.00'],
      ['commit.minimum_true_up', '1', '846.33'],
      ['credit.curtailment', '-480.000', '-43.20'],
      ['credit.sla', '1', '-3011.75'],
      ['discount', '1', '-1043.37'],
      ['adjustment.prior_period', '1', '12.34'],
    ]);
    expect(invoice.taxLines.map((tax) => [tax.code, tax.base, moneyText(tax.amount)])).toEqual([['tax.state', '33871.44', '2116.97'], ['tax.city', '35988.41', '719.77'], ['tax.state_2025', '12.34', '0.74']]);
    expect([invoice.subtotal, invoice.tax, invoice.total].map(moneyText)).toEqual(['33914.02', '2837.48', '36751.50']);
  });

  it('is what the oracle computes', () => expect(said(invoice)).toEqual(oracleSays(document)));

  it('leaves the adjusted peak for the ratchet of the next months', () => expect(invoice.carriedForward).toEqual([{ termId: 'demand', peakKw: '436.782' }]));

  it('explains a line so that it can be followed', () => {
    expect(explain(invoice, 4)).toBe([
      'Line 4: demand.peak, term demand, 2026-04-01 to before 2026-05-01. Rule: pricing.md section 5 demand.peak.',
      'Highest block: 400.000 kW at 2026-04-01 00:00 local time.',
      'Power factor 0.8700 is below the target: × 0.9500 ÷ 0.8700 = 436.782 kW.',
      'Ratchet: 0.8 of the highest of 2 earlier peaks is 480.000 kW.',
      '480.000 kW × 14.25 = 6840, rounded to 6840.00 USD.',
      'Behind it stand 2880 intervals of 2026-04-01 05:00 to 2026-05-01 04:45 UTC: 2880 measured, 0 estimated, 0 missing.',
      'The line: 6840.00 USD.',
    ].join('\n'));
  });
});
