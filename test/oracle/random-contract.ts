/** Random contracts as rating documents: every value written out, so that any reader can rate them. */
import type { DecimalText, Escalator, PriceTerm, RatingDocument } from '@busbar/pricing';
import { monthsLater, yearsLater } from './growth';
import { dayAfter, daysFrom, midnight } from './wall-clock';

/** A small generator of numbers; the seed is all that is needed to make a contract again. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const zones = ['America/Chicago', 'Europe/Oslo', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago', 'UTC', 'America/St_Johns'];
/** Days on and around which some of these zones change their clocks, and days on which none does. */
const firstDays = ['2024-02-27', '2024-03-07', '2024-04-05', '2024-09-06', '2024-10-25', '2024-11-01', '2025-01-30', '2025-03-29', '2025-06-10', '2026-03-06', '2026-07-14', '2026-10-31', '2026-12-30'];
const QUARTER_MS = 900_000;

export function randomContract(seed: number): RatingDocument {
  const roll = dice(seed);
  const whole = (least: number, most: number): number => least + Math.floor(roll() * (most - least + 1));
  const one = <T>(values: readonly T[]): T => values[whole(0, values.length - 1)] as T;
  const chance = (share: number): boolean => roll() < share;
  const decimals = (least: number, most: number, scale: number): DecimalText => {
    const units = whole(Math.round(least * 10 ** scale), Math.round(most * 10 ** scale));
    const digits = Math.abs(units).toString().padStart(scale + 1, '0');
    return `${units < 0 ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
  };

  const zone = one(zones);
  const from = dayAfter(one(firstDays), whole(0, 2));
  const to = dayAfter(from, whole(1, 6));
  const currency = one(['USD', 'EUR', 'JPY', 'KWD'] as const);
  const inside = (): string => dayAfter(from, whole(0, daysFrom(from, to) - 1));
  const effectiveFrom = chance(0.2) ? inside() : chance(0.3) ? yearsLater(inside(), -whole(1, 4)) : dayAfter(from, -whole(0, 1500));
  const effectiveUntil = chance(0.1) ? dayAfter(effectiveFrom > from ? effectiveFrom : from, whole(1, 4)) : undefined;
  const [fromMs, toMs] = [midnight(from, zone), midnight(to, zone)];
  const count = (toMs - fromMs) / QUARTER_MS;
  const startAt = new Date(fromMs).toISOString();
  const trancheIds = chance(0.3) ? ['trn_a', 'trn_b'] : ['trn_a'];
  const maybeTranche = (): { trancheId?: string } => (chance(0.3) ? { trancheId: one(trancheIds) } : {});
  const escalator = (): { escalator?: Escalator } => {
    if (!chance(0.4)) return {};
    const same = { effective: yearsLater(chance(0.7) ? inside() : dayAfter(from, -whole(0, 40)), -whole(1, 4)), ...(chance(0.3) ? { on: 'FIRST_OF_MONTH_AFTER' as const } : {}), ...(chance(0.3) ? { scale: whole(2, 9) } : {}) };
    if (chance(0.5)) return { escalator: { kind: 'fixed', rate: decimals(-0.02, 0.06, 3), ...same } };
    const lagMonths = whole(0, 4);
    return { escalator: {
      kind: 'cpi', seriesId: 'cpi', baseMonth: monthsLater(same.effective.slice(0, 7), -whole(0, 5)), lagMonths, print: one(['FIRST', 'REVISED'] as const),
      ...(chance(0.6) ? { floor: decimals(0, 0.02, 3) } : {}), ...(chance(0.6) ? { cap: decimals(0.021, 0.05, 3) } : {}), ...(chance(0.3) ? { mayFallBelowBase: true } : {}), ...same,
    } };
  };
  const loss = (): { lossFactor?: string } => (chance(0.3) ? { lossFactor: decimals(0.98, 1.06, 4) } : {});

  const energy = trancheIds.flatMap((trancheId) => {
    const wh = Array.from({ length: count }, () => (chance(0.01) ? null : chance(0.02) ? 0 : whole(50_000, 400_000)));
    const quality = wh.map(() => (chance(0.03) ? 1 | 8 : 1));
    const facility = wh.map((value) => (chance(0.005) ? null : value === null ? whole(1, 1000) : Math.round(value * (0.95 + roll() * 0.6))));
    const text = (values: readonly (number | null)[]): (string | null)[] => values.map((value) => (value === null ? null : String(value)));
    return [
      { trancheId, role: 'IT' as const, source: { kind: 'values' as const, startAt, wh: text(wh), quality } },
      { trancheId, role: 'FACILITY' as const, source: { kind: 'values' as const, startAt, wh: text(facility) } },
    ];
  });
  const stepSeconds = one([900, 1800, 3600] as const);
  const indexStart = Math.floor(fromMs / (stepSeconds * 1000)) * stepSeconds * 1000;
  const indexCount = Math.ceil((toMs - indexStart) / (stepSeconds * 1000));
  const foreign = chance(0.3) && currency !== 'EUR';

  const makers: readonly ((id: string) => PriceTerm)[] = [
    (id) => ({ id, code: 'energy.fixed', billedIn: 'ARREARS', price: decimals(-0.01, 0.2, 5), ...maybeTranche(), ...loss(), ...escalator() }),
    (id) => ({ id, code: 'energy.tier', billedIn: 'ARREARS', ...maybeTranche(), ...loss(), ...escalator(), ...one([{}, {}, { prorateBounds: true }, { accumulation: 'CONTRACT_YEAR' as const }, { accumulation: 'CONTRACT_YEAR' as const }]), tiers: [{ upTo: decimals(1, 40_000, 1), price: decimals(0.02, 0.1, 4), ...(chance(0.3) ? { flatFee: '12' } : {}) }, { upTo: decimals(40_001, 90_000, 1), price: decimals(0.02, 0.1, 4) }, { upTo: null, price: decimals(0.02, 0.1, 4) }] }),
    (id) => ({ id, code: 'energy.volume', billedIn: 'ARREARS', ...maybeTranche(), ...escalator(), tiers: [{ upTo: decimals(1, 60_000, 0), price: decimals(0.02, 0.1, 4) }, { upTo: null, price: decimals(0.02, 0.1, 4), ...(chance(0.4) ? { flatFee: '25' } : {}) }], ...(chance(0.3) ? { prorateBounds: true } : {}) }),
    (id) => ({ id, code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', ...maybeTranche(), ...loss(), ...escalator(), prices: [{ bucket: 'peak', price: decimals(0.05, 0.2, 4) }, { bucket: 'rest', price: decimals(0.02, 0.1, 4) }, { bucket: 'night', price: decimals(0.01, 0.05, 4) }] }),
    (id) => ({ id, code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub', ...maybeTranche(), ...loss(), ...(foreign ? { fixingId: 'fx' } : {}), guard: one([{ kind: 'identity' as const }, { kind: 'floor' as const, floor: '0' }, { kind: 'cap' as const, cap: '55.5' }, { kind: 'collar' as const, floor: '5', cap: '60' }]) }),
    (id) => ({
      id, code: 'energy.block', billedIn: 'ARREARS', indexId: 'hub', ...maybeTranche(), ...loss(), ...escalator(), ...(foreign ? { fixingId: 'fx' } : {}), guard: one([{ kind: 'identity' as const }, { kind: 'floor' as const, floor: '0' }, { kind: 'collar' as const, floor: '5', cap: '60' }]),
      blocks: ['base', 'peak', 'night'].slice(0, whole(1, 3)).map((name) => ({ name, kw: decimals(0, 900, one([0, 1, 3])), price: decimals(-0.01, 0.09, 5), ...(chance(0.5) ? { window: { calendarId: 'cal', bucket: one(['peak', 'rest', 'night']) } } : {}) })),
    }),
    (id) => ({ id, code: 'energy.index_adder', billedIn: 'ARREARS', price: decimals(0.5, 12, 2), per: 'MWh', ...maybeTranche(), ...loss(), ...escalator() }),
    (id) => ({ id, code: 'energy.pue_overhead', billedIn: 'ARREARS', price: decimals(0.02, 0.1, 4), ...maybeTranche(), ...escalator(), scope: one(['PERIOD', 'INTERVAL'] as const), mode: one([{ kind: 'fixed' as const, pue: '1.18' }, { kind: 'measured' as const }, { kind: 'measured_capped' as const, cap: '1.2345' }]) }),
    (id) => ({ id, code: 'demand.peak', billedIn: 'ARREARS', price: decimals(5, 20, 2), ...maybeTranche(), ...escalator(), ...(chance(0.4) ? { window: { name: 'evening', weekdays: [1, 2, 3, 4, 5], fromHour: 17, toHour: 20 } } : {}), ...(chance(0.4) ? { ratchet: { share: '0.8' } } : {}), ...(chance(0.3) ? { minimumKw: '500' } : {}), ...(chance(0.4) ? { targetPowerFactor: '0.95' } : {}), demandIntervalMinutes: one([15, 30, 60] as const), ...(chance(0.2) ? { decimals: 0 as const } : {}), ...(chance(0.2) ? { estimatedIntervals: 'ALWAYS' as const } : {}) }),
    (id) => ({ id, code: 'capacity.commit', billedIn: 'ARREARS', commitKw: decimals(400, 1500, 1), price: decimals(5, 20, 2), overageMultiplier: '1.5', ...maybeTranche(), ...escalator() }),
    (id) => ({ id, code: 'capacity.reserved', billedIn: 'ADVANCE', price: decimals(10, 150, 2), ...maybeTranche(), ...escalator() }),
    (id) => ({ id, code: 'capacity.hourly', billedIn: 'ARREARS', price: decimals(0.01, 0.2, 4), ...maybeTranche(), ...escalator() }),
    (id) => ({ id, code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100-SXM', price: decimals(1, 4, 2), incrementSeconds: one([1, 60, 3600]), ...escalator() }),
    (id) => ({ id, code: 'network.commit', billedIn: 'ARREARS', commitMbps: String(whole(100, 900)), price: decimals(0.1, 2, 2), ...(chance(0.5) ? { burstPrice: decimals(0.1, 3, 2) } : {}) }),
    (id) => ({ id, code: 'charge.amount', billedIn: 'ARREARS', lineCode: one(['charge.hands', 'energy', 'charge.setup']), amount: decimals(-50, 900, 0), ...(chance(0.4) ? { onceOn: inside() } : {}), ...(chance(0.4) ? { taxableFraction: one(['0', '0.8', '0.333']) } : {}) }),
    (id) => ({ id, code: 'passthrough.cost', billedIn: 'ARREARS', passThrough: true, billId: 'bill', participantId: 'us' }),
    (id) => ({ id, code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: decimals(20, 80, 2) }),
    (id) => ({ id, code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: decimals(1000, 900_000, 1), share: decimals(0.5, 1, 2), price: decimals(0.02, 0.1, 4), ...(chance(0.7) ? { makeUpMonths: whole(1, 30) } : {}), ...maybeTranche(), ...escalator() }),
    (id) => ({ id, code: 'commit.minimum_true_up', billedIn: 'ARREARS', minimum: decimals(1000, 90_000, 0), ...(chance(0.5) ? { qualifyingCodes: ['energy.*', 'demand.*'] } : {}) }),
    (id) => ({ id, code: 'credit.curtailment', billedIn: 'ARREARS', price: decimals(0.01, 0.1, 4), ...maybeTranche(), ...(chance(0.5) ? { calendarId: 'cal' } : {}), ...(chance(0.3) ? { baselineDays: whole(1, 3) } : {}), ...(chance(0.3) ? { adjustmentFloor: '0.9', adjustmentCap: '1.1' } : {}) }),
    (id) => ({ id, code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '0.999', credit: '0' }, { atLeast: '0.98', credit: '0.1' }], otherwise: '0.5', cap: '0.3', ...(chance(0.5) ? { baseCodes: ['capacity.*', 'energy.*'] } : {}) }),
    (id) => ({ id, code: 'discount', billedIn: 'ARREARS', off: chance(0.7) ? { kind: 'percentage', share: decimals(0, 0.3, 3) } : { kind: 'amount', amount: decimals(0, 900, 0) }, ...(chance(0.5) ? { baseCodes: ['energy.*'] } : {}) }),
    (id) => ({ id, code: 'credit.capex', billedIn: 'ARREARS', funded: '100000', shareOfFees: '0.25', ...(chance(0.5) ? { baseCodes: ['capacity.*', 'gpu.*'] } : {}) }),
    (id) => ({ id, code: 'fee.late', billedIn: 'ARREARS', annualRate: '0.0825' }),
  ];
  const inForce = (term: PriceTerm): PriceTerm => (term.code !== 'commit.take_or_pay' && chance(0.1) ? { ...term, ...one([{ from: inside() }, { until: dayAfter(inside()) }]) } : term);
  const terms = Array.from({ length: whole(1, 10) }, (_, place) => inForce(one(makers)(`trm_${place}`)));
  const consumerPrices = (): NonNullable<RatingDocument['cpi']>[number] => {
    let level = 25_000;
    return { id: 'cpi', prints: Array.from({ length: 120 }, (_, place) => {
      level += whole(-60, 190);
      return { month: monthsLater('2018-01', place), first: (level / 100).toFixed(2), revised: ((level + whole(-40, 40)) / 100).toFixed(3) };
    }) };
  };
  const minutes = (least: number, most: number): string => new Date(fromMs + whole(least, most) * 60_000 + whole(0, 59_999)).toISOString();

  return {
    contract: { id: `ctr_${seed}`, effectiveFrom, ...(effectiveUntil ? { effectiveUntil } : {}) }, currency, zone, period: { from, to }, terms, energy,
    tranches: trancheIds.map((id) => {
      const change = inside();
      return { id, rentStart: chance(0.2) ? inside() : dayAfter(from, -40), segments: chance(0.5) ? [{ from: '2020-01-01', until: null, kw: decimals(100, 3000, 1) }] : [{ from: '2020-01-01', until: change, kw: decimals(100, 3000, 1) }, { from: change, until: null, kw: decimals(100, 3000, 1) }], ...(chance(0.3) ? { ramp: [{ fromMonth: 0, share: '0.25' }, { fromMonth: 1, share: '0.75' }] } : {}) };
    }),
    indices: [{ id: 'hub', version: '1', status: 'FINAL', currency: foreign ? 'EUR' : currency, stepSeconds, source: { kind: 'values', startAt: new Date(indexStart).toISOString(), perMwh: Array.from({ length: indexCount }, () => decimals(-30, 120, one([0, 2, 4]))) } }],
    fixings: [{ id: 'fx', source: 'a bank', from: 'EUR', to: currency, rates: [{ date: dayAfter(from, -3), rate: '1.0817' }, { date: inside(), rate: '1.09234' }] }],
    calendars: [{ id: 'cal', version: '1', holidays: [inside(), dayAfter(from, 3)], observed: one(['NONE', 'SUN_TO_MON', 'SAT_FRI_SUN_MON'] as const), rules: [{ bucket: 'night', fromHour: 0, toHour: 6 }, { bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 14, toHour: 20 }, { bucket: 'rest' }] }],
    allocations: Array.from({ length: whole(0, 3) }, (_, place) => {
      const begin = whole(-3000, 6000);
      return { id: `alc_${place}`, sku: one(['H100-SXM', 'H200']), gpus: whole(1, 64), from: minutes(begin, begin), to: chance(0.2) ? null : minutes(begin + 1, begin + 5000) };
    }),
    network: [{ source: { kind: 'values', mbps: Array.from({ length: whole(0, 300) }, () => (chance(0.02) ? null : whole(0, 20_000) / 10)) } }],
    coincidentPeaks: [{ id: 'cp', intervals: [], kw: [decimals(100, 900, 3), decimals(100, 900, 3), decimals(100, 900, 3)] }],
    events: Array.from({ length: whole(0, 3) }, (_, place) => {
      const begin = whole(-100, 6000);
      return { id: `evt_${place}`, kind: one(['OUTAGE', 'CURTAILMENT', 'APPROVED_MAINTENANCE'] as const), from: minutes(begin, begin), to: minutes(begin + 1, begin + 300) };
    }),
    cpi: [consumerPrices()],
    history: terms.map((term) => ({ termId: term.id, ...(chance(0.8) ? { yearKwh: decimals(0, 600_000, 3) } : {}), ...(chance(0.5) ? { deemedTakenKwh: decimals(0, 40_000, 3) } : {}), bank: Array.from({ length: whole(0, 3) }, () => ({ kwh: decimals(0, 60_000, 3), price: decimals(0.02, 0.1, 5), expires: dayAfter(inside(), whole(-1, 3)) })), peaksKw: [decimals(100, 1800, 3), decimals(100, 1800, 3)], credited: one(['0', '99900', '100000']), billedBase: one(['0', '1000']) })),
    powerFactor: decimals(0.8, 1, 4),
    overdue: Array.from({ length: whole(0, 2) }, (_, place) => ({ invoice: `A-${place}`, open: decimals(1, 90_000, 0), dueOn: dayAfter(from, -whole(20, 90)), until: dayAfter(from, -whole(0, 19)) })),
    bills: [{ id: 'bill', version: '1', lines: [{ code: 'utility.energy', amount: decimals(-500, 90_000, 0), key: 'KWH' }, { code: 'utility.demand', amount: decimals(0, 9000, 0), key: one(['CONTRACTED_KW', 'COINCIDENT_KW', 'FIXED_SHARE'] as const) }], participants: [{ id: 'host', kwh: decimals(0, 5000, 3), contractedKw: '100' }, { id: 'us', kwh: decimals(0, 90_000, 3), contractedKw: '4000', fixedShare: '0.4' }, { id: 'others', kwh: decimals(0, 90_000, 3), contractedKw: '900', fixedShare: '0.6' }] }],
    taxes: one([[], [{ code: 'tax.state', rate: '0.0625' }], [{ code: 'tax.state', rate: '0.0625', appliesTo: ['energy.*', 'gpu.*'] }, { code: 'tax.city', rate: '0.02', compoundOn: ['tax.state'] }], [{ code: 'vat', rate: '0.2', inclusive: true }, { code: 'levy', rate: '0.05', inclusive: true }], [{ code: 'vat.reverse_charge', rate: '0', treatment: 'REVERSE_CHARGE' as const }]]),
  };
}
