import fc from 'fast-check';
import { decimal, kilowatts, parseDate, parseKw, type LocalDate } from '@busbar/kernel';
import { asked, candidate, cluster, freeFrom, listing, place, rentOf, today } from '../../test/candidates';
import { match } from './match';
import type { Candidate, NearMiss, Relaxation } from './matching';
import { usualWeights, type Requirements } from './request';

const run = (requirements: Requirements, candidates: readonly Candidate[], tenantId = 'org_tenant') => match({ tenantId, requirements, weights: usualWeights }, candidates);
const onlyNearMiss = (requirements: Requirements, offered: Candidate): NearMiss => {
  const { matches, nearMisses } = run(requirements, [offered]);
  expect(matches).toEqual([]);
  expect(nearMisses).toHaveLength(1);
  return nearMisses[0] as NearMiss;
};

describe('a match', () => {
  it('tells every requirement with what was asked and what is offered', () => {
    const { matches } = run(asked({ countriesAllowed: ['US', 'CA'] }), [candidate()]);
    expect(matches[0]?.reasons.every(({ verdict }) => verdict === 'MET')).toBe(true);
    expect(matches[0]?.reasons.find(({ criterion }) => criterion === 'COUNTRY')).toEqual({ criterion: 'COUNTRY', unit: 'LIST', asked: 'US, CA', offered: 'US', verdict: 'MET' });
    expect(matches[0]?.reasons.find(({ criterion }) => criterion === 'QUANTITY')).toEqual({ criterion: 'QUANTITY', unit: 'KW', asked: '4000', offered: '4000', verdict: 'MET' });
  });

  it('starts on the first day from which the quantity is free for the whole term', () => {
    const { matches } = run(asked(), [candidate({ free: freeFrom([0, 8_000n], [20, 3_000n], [25, 5_000n]) })]);
    expect(matches[0]?.placement).toMatchObject({ start: parseDate('2027-01-26'), quantity: { powerW: kilowatts(4_000n) } });
  });

  it('is priced over exactly its quantity and term', () => {
    const { matches } = run(asked(), [candidate({ listing: listing({ terms: rentOf('138') }) })]);
    // 138 a kW-month and 0.05 × 730.5 h, for 4,000 kW over three months.
    expect(matches[0]?.price.perKwMonth).toBe('174.525000000000');
    expect(matches[0]?.contractValue).toEqual({ minor: 209_430_000n, currency: 'USD' });
  });

  it('counts GPUs by what both the cluster and the hall can give', () => {
    const gpus = listing({ product: 'GPU_CLUSTER', clusterId: 'gpu_1', quantity: { powerW: 256n * 1_275n, gpus: 256 }, lot: { minimum: 8n, increment: 8n }, terms: [{ id: 'trm_gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'h100-sxm', price: '2.95', incrementSeconds: 60 }] });
    const wanted = asked({ product: 'GPU_CLUSTER', quantity: { powerW: 0n, gpus: 128 }, gpuModels: ['h100-sxm'], priceCeiling: { unit: 'GPU_HOUR', amount: decimal('3') } });
    const offered = (kw: bigint, free: number) => candidate({ listing: gpus, place: place({ cluster }), free: freeFrom([0, kw, free]) });
    expect(run(wanted, [offered(8_000n, 128)]).matches[0]?.price.perGpuHour).toBe('2.950000000000');
    expect(run(wanted, [offered(8_000n, 127)]).matches).toEqual([]);
    // 128 GPUs draw 163.2 kW.
    expect(run(wanted, [offered(163n, 512)]).matches).toEqual([]);
  });

  it('is never an offer of the tenant itself, nor in another currency', () => {
    expect(run(asked(), [candidate()], 'org_host')).toEqual({ matches: [], nearMisses: [] });
    expect(run(asked({ currency: 'EUR' }), [candidate()])).toEqual({ matches: [], nearMisses: [] });
  });

  it('ranks the cheaper of two equals first, and marks what nothing else beats', () => {
    const dear = candidate({ listing: listing({ id: 'lst_dear', terms: rentOf('150') }) });
    const cheap = candidate({ listing: listing({ id: 'lst_cheap', terms: rentOf('120') }) });
    const clean = candidate({ listing: listing({ id: 'lst_clean', terms: rentOf('160') }), place: place({ site: { carbonGPerKwh: 20 } }) });
    const { matches } = run(asked(), [dear, clean, cheap]);
    expect(matches.map(({ listing: { id }, pareto }) => [id, pareto]).filter(([id]) => id !== 'lst_clean')).toEqual([['lst_cheap', true], ['lst_dear', false]]);
    expect(matches.find(({ listing: { id } }) => id === 'lst_clean')?.pareto).toBe(true);
    const total = matches[0]?.parts.reduce((sum, { weight, value }) => sum + weight * value, 0);
    expect(matches[0]?.score).toBeCloseTo(total ?? -1, 12);
  });

  it('settles a tie by the id of the listing, whatever the order of the offers', () => {
    const [a, b] = [candidate({ listing: listing({ id: 'lst_a' }) }), candidate({ listing: listing({ id: 'lst_b' }) })];
    expect(run(asked(), [b, a]).matches.map(({ listing: { id } }) => id)).toEqual(['lst_a', 'lst_b']);
  });
});

describe('a near miss', () => {
  it('says by how much the start would have to wait', () => {
    const { relaxations } = onlyNearMiss(asked(), candidate({ free: freeFrom([0, 0n], [45, 8_000n]) }));
    expect(relaxations).toEqual([{ criterion: 'START', unit: 'DATE', from: '2027-01-01/2027-01-31', to: '2027-01-01/2027-02-15' }]);
  });

  it('says how much less there is where more never comes', () => {
    const { relaxations, placement } = onlyNearMiss(asked(), candidate({ free: freeFrom([0, 3_500n]) }));
    expect(relaxations).toEqual([{ criterion: 'QUANTITY', unit: 'KW', from: '4000', to: '3000' }]);
    expect(placement.quantity.powerW).toBe(kilowatts(3_000n));
  });

  it('says what it would cost', () => {
    const { relaxations } = onlyNearMiss(asked({ priceCeiling: { unit: 'KW_MONTH', amount: decimal('170') } }), candidate());
    expect(relaxations).toEqual([{ criterion: 'PRICE', unit: 'PER_KW_MONTH', from: '170', to: '174.525' }]);
  });

  it('names two changes where it takes two, and is silent where it takes three', () => {
    const offered = candidate({ place: place({ site: { carbonGPerKwh: 400 } }), listing: listing({ firmness: { kind: 'CURTAILABLE', curtailableHours: 40, noticeMinutes: 30, retainedPercent: 0 } }) });
    expect(onlyNearMiss(asked({ carbonCapGPerKwh: 100 }), offered).relaxations.map(({ criterion, to }) => [criterion, to])).toEqual([['CARBON', '400'], ['CURTAILMENT', '40']]);
    expect(run(asked({ carbonCapGPerKwh: 100, countriesAllowed: ['NO'] }), [offered])).toEqual({ matches: [], nearMisses: [] });
  });

  it('never suggests what no request could change: another product, or a latency that is unknown', () => {
    expect(run(asked({ product: 'INTERRUPTIBLE_POWER' }), [candidate()]).nearMisses).toEqual([]);
    const nowhere = candidate({ place: place({ site: { latitude: null, longitude: null } }) });
    expect(run(asked({ latency: { hub: 'Dallas', maximumMs: 1000 } }), [nowhere])).toEqual({ matches: [], nearMisses: [] });
  });

  it('takes a certificate in progress for held where the hall is not ready yet', () => {
    const certifications = [{ name: 'ISO 27001', state: 'IN_PROGRESS' as const }];
    const wanted = asked({ certifications: ['ISO 27001'] });
    expect(run(wanted, [candidate({ place: place({ site: { certifications }, hall: { readyFrom: today.add({ days: 5 }) } }) })]).matches).toHaveLength(1);
    expect(onlyNearMiss(wanted, candidate({ place: place({ site: { certifications } }) })).relaxations).toMatchObject([{ criterion: 'CERTIFICATIONS', to: '' }]);
  });
});

/** A small world in whole days and megawatts, as the oracle and the matcher both see it. */
interface Offered {
  readonly mw: readonly (readonly [day: number, mw: number])[];
  readonly wholeMw: number;
  readonly minimumMw: number;
  readonly startDay: number;
  readonly rent: number;
  readonly country: string;
  readonly hours: number;
  readonly minimumMonths: number;
}
interface Wanted {
  readonly mw: number;
  readonly fromDay: number;
  readonly days: number;
  readonly months: number;
  readonly countries: readonly string[];
  readonly hours: number;
  readonly cents: number;
}

const offers: fc.Arbitrary<Offered> = fc.record({
  mw: fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 8 })), { maxLength: 4 }).map((steps) => [[0, 8] as const, ...[...new Map(steps)].sort(([a], [b]) => a - b)]),
  wholeMw: fc.integer({ min: 3, max: 8 }), minimumMw: fc.integer({ min: 1, max: 3 }), startDay: fc.integer({ min: 0, max: 90 }), rent: fc.constantFrom(110, 140, 170), country: fc.constantFrom('US', 'NO', 'CA'),
  hours: fc.constantFrom(0, 0, 50, 300), minimumMonths: fc.constantFrom(1, 1, 3),
});
const wants: fc.Arbitrary<Wanted> = fc.record({
  mw: fc.integer({ min: 1, max: 9 }), fromDay: fc.integer({ min: 0, max: 40 }), days: fc.integer({ min: 0, max: 60 }), months: fc.constantFrom(1, 2, 3), countries: fc.constantFrom<string[]>([], ['US'], ['US', 'NO']),
  hours: fc.constantFrom(0, 50, 1000), cents: fc.constantFrom(19, 22, 26, 30),
});

const dayOf = (day: number): LocalDate => today.add({ days: day });
const candidateOf = (offered: Offered, index: number): Candidate =>
  candidate({
    listing: listing({
      id: `lst_${index}`, quantity: { powerW: kilowatts(BigInt(offered.wholeMw * 1000)), gpus: null }, lot: { minimum: kilowatts(BigInt(offered.minimumMw * 1000)), increment: kilowatts(1_000n) },
      earliestStart: dayOf(offered.startDay), terms: rentOf(String(offered.rent)), term: { minimumMonths: offered.minimumMonths, maximumMonths: 12 },
      firmness: offered.hours === 0 ? listing().firmness : { kind: 'CURTAILABLE', curtailableHours: offered.hours, noticeMinutes: 0, retainedPercent: 0 },
    }),
    place: place({ site: { country: offered.country } }),
    free: freeFrom(...offered.mw.map(([day, mw]) => [day, BigInt(mw * 1000)] as const)),
  });
const requirementsOf = (wanted: Wanted): Requirements =>
  asked({
    quantity: { powerW: kilowatts(BigInt(wanted.mw * 1000)), gpus: null }, startWindow: { from: dayOf(wanted.fromDay), to: dayOf(wanted.fromDay + wanted.days) }, termMonths: wanted.months,
    countriesAllowed: wanted.countries, curtailmentHours: wanted.hours, priceCeiling: { unit: 'IT_KWH', amount: decimal(`0.${wanted.cents}`) },
  });

/** Day by day, kW by kW, with the price by hand: knows nothing of steps, lots, criteria or the rating engine. */
function fits(wanted: Wanted, offered: Offered): boolean {
  if (wanted.countries.length > 0 && !wanted.countries.includes(offered.country)) return false;
  if (offered.hours > wanted.hours || wanted.mw < offered.minimumMw || wanted.mw > offered.wholeMw || wanted.months < offered.minimumMonths) return false;
  if (offered.rent / 730.5 + 0.05 > wanted.cents / 100) return false;
  const freeOn = (day: number): number => offered.mw.filter(([from]) => from <= day).at(-1)?.[1] ?? 0;
  for (let start = Math.max(wanted.fromDay, offered.startDay); start <= wanted.fromDay + wanted.days; start += 1) {
    const end = today.until(dayOf(start).add({ months: wanted.months })).days;
    let free = true;
    for (let day = start; day < end; day += 1) free &&= freeOn(day) >= wanted.mw;
    if (free) return true;
  }
  return false;
}

/** One click: the request with a relaxation's value written into its field, read from the text alone. */
function clicked(requirements: Requirements, { criterion, to }: Relaxation): Requirements {
  switch (criterion) {
    case 'QUANTITY':
    case 'LOT':
      return { ...requirements, quantity: { powerW: parseKw(to), gpus: null } };
    case 'START':
      return { ...requirements, startWindow: { from: parseDate(to.slice(0, 10)), to: parseDate(to.slice(11)) } };
    case 'TERM':
      return { ...requirements, termMonths: Number(to) };
    case 'COUNTRY':
      return { ...requirements, countriesAllowed: to.split(', ') };
    case 'CURTAILMENT':
      return { ...requirements, curtailmentHours: Number(to) };
    case 'PRICE':
      return { ...requirements, priceCeiling: { unit: 'IT_KWH', amount: decimal(to) } };
    default:
      throw new Error(`The world has no ${criterion}.`);
  }
}

describe('matching small worlds', () => {
  const worlds = fc.tuple(wants, fc.array(offers, { minLength: 1, maxLength: 5 }));
  const idsOf = (requirements: Requirements, candidates: readonly Candidate[]): string[] => run(requirements, candidates).matches.map(({ listing: { id } }) => id).sort();

  it('finds exactly what counting day by day finds', () => {
    fc.assert(fc.property(worlds, ([wanted, world]) => {
      const expected = world.flatMap((offered, index) => (fits(wanted, offered) ? [`lst_${index}`] : []));
      expect(idsOf(requirementsOf(wanted), world.map(candidateOf))).toEqual(expected);
    }), { numRuns: 150 });
  });

  it('turns every near miss into a match by its own changes, at the price it told', () => {
    fc.assert(fc.property(worlds, ([wanted, world]) => {
      const candidates = world.map(candidateOf);
      for (const nearMiss of run(requirementsOf(wanted), candidates).nearMisses) {
        expect(nearMiss.relaxations.length).toBeLessThanOrEqual(2);
        const relaxed = nearMiss.relaxations.reduce(clicked, requirementsOf(wanted));
        const found = run(relaxed, candidates).matches.find(({ listing: { id } }) => id === nearMiss.listing.id);
        expect(found).toMatchObject({ price: { perItKwh: nearMiss.price.perItKwh }, placement: { start: nearMiss.placement.start }, contractValue: nearMiss.contractValue });
      }
    }), { numRuns: 60 });
  });

  it('never loses a match by asking for less', () => {
    fc.assert(fc.property(worlds, ([wanted, world]) => {
      const candidates = world.map(candidateOf);
      const before = idsOf(requirementsOf(wanted), candidates);
      const relaxed: Wanted[] = [{ ...wanted, countries: [] }, { ...wanted, hours: 8760 }, { ...wanted, cents: 99 }, { ...wanted, days: wanted.days + 20 }, { ...wanted, fromDay: 0, days: wanted.days + wanted.fromDay }];
      for (const less of relaxed) expect(idsOf(requirementsOf(less), candidates)).toEqual(expect.arrayContaining(before));
    }), { numRuns: 60 });
  });

  it('doubles every total when every price doubles', () => {
    fc.assert(fc.property(wants, offers, (wanted, offered) => {
      const once = candidateOf(offered, 1);
      const twice = { ...once, listing: { ...once.listing, terms: once.listing.terms.map((term) => ('price' in term && term.price ? { ...term, price: String(Number(term.price) * 2) } : term)) } };
      const requirements = { ...requirementsOf(wanted), priceCeiling: null };
      const [one, two] = [run(requirements, [once]).matches[0], run(requirements, [twice as Candidate]).matches[0]];
      expect(two?.contractValue.minor).toBe(one && one.contractValue.minor * 2n);
    }), { numRuns: 40 });
  });

  it('answers the same whatever the order of the offers', () => {
    fc.assert(fc.property(worlds, ([wanted, world]) => {
      const candidates = world.map(candidateOf);
      expect(run(requirementsOf(wanted), [...candidates].reverse())).toEqual(run(requirementsOf(wanted), candidates));
    }), { numRuns: 30 });
  });
});
