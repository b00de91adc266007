/** What terms must satisfy to become a contract at all. All faults are found at once, each with its place. */
import { compare, decimal, DomainError, equals, isCurrency, isTimeZone, ONE, parseDate, parseKw, parseMoney, plus, Temporal, ZERO, type LocalDate, type Rational } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import type { ContractTerms, TrancheTerms } from './contract-terms';
import { TermsInvalidError } from './contract.errors';

export interface TermsFault {
  readonly path: string;
  readonly given: string;
  readonly expected: string;
}

const MOST_YEARS = 30;
const MOST_TRANCHES = 50;
const MOST_PRICES = 100;

/** Throws TermsInvalidError with every fault; returns the terms unchanged. */
export function assertTerms(terms: ContractTerms): ContractTerms {
  const faults = faultsOf(terms);
  const [first] = faults;
  if (first) throw new TermsInvalidError({ path: first.path, faults });
  return terms;
}

export function faultsOf(terms: ContractTerms): readonly TermsFault[] {
  return [...frameFaults(terms), ...terms.tranches.flatMap((tranche, index) => trancheFaults(tranche, terms, `tranches.${index}`)), ...priceFaults(terms), ...taxFaults(terms)];
}

const fault = (path: string, given: unknown, expected: string): TermsFault => ({ path, given: String(given), expected });
const unless = (holds: boolean, path: string, given: unknown, expected: string): readonly TermsFault[] => (holds ? [] : [fault(path, given, expected)]);

/** The value, or null where the text is not one; only refusals are swallowed, never defects. */
function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
const dateOf = (text: string): LocalDate | null => readOrNull(() => parseDate(text));
const numberOf = (text: string): Rational | null => readOrNull(() => decimal(text));
const isBefore = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;
const isShare = (value: Rational | null): boolean => value !== null && compare(value, ZERO) >= 0 && compare(value, ONE) <= 0;

function frameFaults(terms: ContractTerms): readonly TermsFault[] {
  const [start, end] = [dateOf(terms.start), dateOf(terms.end)];
  const currencyKnown = isCurrency(terms.currency);
  const feeRate = numberOf(terms.platformFeeRate);
  const amount = terms.security.kind === 'NONE' ? null : terms.security.amount;
  return [
    ...unless(terms.host.organisationId !== terms.tenant.organisationId, 'tenant', terms.tenant.organisationId, 'another organisation than the host'),
    ...unless(isTimeZone(terms.zone), 'zone', terms.zone, 'an IANA time zone'),
    ...unless(currencyKnown, 'currency', terms.currency, 'a currency that Busbar settles in'),
    ...unless(start !== null, 'start', terms.start, 'a calendar date'),
    ...unless(end !== null, 'end', terms.end, 'a calendar date'),
    ...(start && end ? unless(isBefore(start, end), 'end', terms.end, `after ${terms.start}`) : []),
    ...(start && end ? unless(!isBefore(start.add({ years: MOST_YEARS }), end), 'end', terms.end, `at most ${MOST_YEARS} years after the start`) : []),
    ...unless(terms.tranches.length > 0 && terms.tranches.length <= MOST_TRANCHES, 'tranches', terms.tranches.length, `1 to ${MOST_TRANCHES} tranches`),
    ...unless(new Set(terms.tranches.map((tranche) => tranche.id)).size === terms.tranches.length, 'tranches', 'an id twice', 'tranches with different ids'),
    ...unless(Number.isInteger(terms.billingDay) && terms.billingDay >= 1 && terms.billingDay <= 31, 'billingDay', terms.billingDay, 'a day from 1 to 31'),
    ...unless(Number.isInteger(terms.paymentDays) && terms.paymentDays >= 0 && terms.paymentDays <= 120, 'paymentDays', terms.paymentDays, '0 to 120 days'),
    ...unless(feeRate !== null && isShare(feeRate) && !equals(feeRate, ONE), 'platformFeeRate', terms.platformFeeRate, 'a share from 0 to below 1'),
    ...(amount === null || !currencyKnown
      ? []
      : unless((readOrNull(() => parseMoney(amount, terms.currency))?.minor ?? 0n) > 0n, 'security.amount', amount, `an amount above zero in ${terms.currency}`)),
  ];
}

function trancheFaults(tranche: TrancheTerms, terms: ContractTerms, path: string): readonly TermsFault[] {
  const [start, rentStart, end] = [dateOf(tranche.start), dateOf(tranche.rentStart), dateOf(tranche.end)];
  const [first, last] = [dateOf(terms.start), dateOf(terms.end)];
  const watts = readOrNull(() => parseKw(tranche.kw));
  const withGpus = tranche.gpus > 0;
  return [
    ...unless(watts !== null && watts > 0n, `${path}.kw`, tranche.kw, 'kW above zero with at most 3 decimals'),
    ...unless(Number.isInteger(tranche.gpus) && tranche.gpus >= 0, `${path}.gpus`, tranche.gpus, 'a whole number of GPUs'),
    ...unless(withGpus === (tranche.clusterId !== null && tranche.gpuModel !== null), `${path}.clusterId`, tranche.clusterId, 'a cluster and a model where there are GPUs, and only there'),
    ...unless(terms.product !== 'GPU_CLUSTER' || withGpus, `${path}.gpus`, tranche.gpus, 'at least one GPU in a contract for GPUs'),
    ...(start === null || rentStart === null || end === null
      ? [fault(path, `${tranche.start} ${tranche.rentStart} ${tranche.end}`, 'three calendar dates')]
      : [
          ...unless(isBefore(start, end), `${path}.end`, tranche.end, `after ${tranche.start}`),
          ...unless(!isBefore(rentStart, start) && isBefore(rentStart, end), `${path}.rentStart`, tranche.rentStart, `from ${tranche.start} to before ${tranche.end}`),
          ...unless(first === null || !isBefore(start, first), `${path}.start`, tranche.start, `not before ${terms.start}`),
          ...unless(last === null || !isBefore(last, end), `${path}.end`, tranche.end, `not after ${terms.end}`),
        ]),
    ...tranche.ramp.flatMap((step, index) => [
      ...unless(Number.isInteger(step.fromMonth) && step.fromMonth >= 0, `${path}.ramp.${index}.fromMonth`, step.fromMonth, 'a whole number of months'),
      ...unless(isShare(numberOf(step.share)), `${path}.ramp.${index}.share`, step.share, 'a share from 0 to 1'),
      ...unless(index === 0 || step.fromMonth > (tranche.ramp[index - 1]?.fromMonth ?? -1), `${path}.ramp.${index}.fromMonth`, step.fromMonth, 'later than the step before'),
    ]),
  ];
}

function priceFaults(terms: ContractTerms): readonly TermsFault[] {
  const ids = new Set(terms.prices.map((term) => term.id));
  const trancheIds = new Set(terms.tranches.map((tranche) => tranche.id));
  return [
    ...unless(terms.prices.length > 0 && terms.prices.length <= MOST_PRICES, 'prices', terms.prices.length, `1 to ${MOST_PRICES} price terms`),
    ...unless(ids.size === terms.prices.length, 'prices', 'an id twice', 'price terms with different ids'),
    ...terms.prices.flatMap((term, index) => termFaults(term, `prices.${index}`, ids, trancheIds)),
  ];
}

function termFaults(term: PriceTerm, path: string, ids: ReadonlySet<string>, trancheIds: ReadonlySet<string>): readonly TermsFault[] {
  const shares = (term.payees ?? []).map((payee) => numberOf(payee.share));
  const escalator = 'escalator' in term ? term.escalator : undefined;
  const named = term.code === 'energy.pue_overhead' ? (term.energyTermIds ?? []) : [];
  const from = term.from === undefined ? null : dateOf(term.from);
  const until = term.until === undefined ? null : dateOf(term.until);
  const price = 'price' in term ? term.price : undefined;
  return [
    ...unless(term.trancheId === undefined || trancheIds.has(term.trancheId), `${path}.trancheId`, term.trancheId, 'a tranche of this contract'),
    ...unless(price === undefined || numberOf(price) !== null, `${path}.price`, price, 'a plain decimal'),
    ...unless(shares.length === 0 || sumIsOne(shares), `${path}.payees`, (term.payees ?? []).map((payee) => payee.share).join(' + '), 'shares that sum to 1'),
    ...unless(escalator === undefined || dateOf(escalator.effective) !== null, `${path}.escalator.effective`, escalator?.effective, 'the date whose anniversaries count'),
    ...named.flatMap((id) => unless(ids.has(id), `${path}.energyTermIds`, id, 'a price term of this contract')),
    ...unless(term.from === undefined || from !== null, `${path}.from`, term.from, 'a calendar date'),
    ...unless(term.until === undefined || until !== null, `${path}.until`, term.until, 'a calendar date'),
    ...(from && until ? unless(isBefore(from, until), `${path}.until`, term.until, `after ${term.from}`) : []),
  ];
}

const sumIsOne = (shares: readonly (Rational | null)[]): boolean => {
  const total = shares.reduce((sum, share) => (sum === null || share === null || compare(share, ZERO) < 0 ? null : plus(sum, share)), ZERO as Rational | null);
  return total !== null && equals(total, ONE);
};

function taxFaults(terms: ContractTerms): readonly TermsFault[] {
  const inclusive = new Set(terms.taxes.filter((tax) => (tax.treatment ?? 'STANDARD') === 'STANDARD').map((tax) => tax.inclusive ?? false));
  return [
    ...unless(inclusive.size <= 1, 'taxes', 'inclusive and exclusive', 'either all inclusive or none'),
    ...terms.taxes.flatMap((tax, index) => {
      const earlier = new Set(terms.taxes.slice(0, index).map(({ code }) => code));
      return [
        ...unless(isShare(numberOf(tax.rate)), `taxes.${index}.rate`, tax.rate, 'a share from 0 to 1'),
        ...unless((tax.compoundOn ?? []).every((code) => earlier.has(code)), `taxes.${index}.compoundOn`, (tax.compoundOn ?? []).join(', '), 'codes of earlier taxes'),
      ];
    }),
  ];
}
