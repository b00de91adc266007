import { decimal, money, moneyText, parseMoney, rational, splitByShares, ZERO, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';
import type { AttachedBill, RatingInput } from '../rating-input';
import type { PassThroughCostTerm } from '../terms/commercial-terms';
import { moneyLine, type Pricer } from '../rating/line';
import { inForce } from '../rating/span';

type BillLine = AttachedBill['lines'][number];
type Participant = AttachedBill['participants'][number];

/**
 * Each line of an attached bill by its key (kWh, coincident kW, contracted kW or fixed share), largest remainder, so that all
 * participants together bear the bill exactly. Source: pricing.md section 8, Pass-through of a bill.
 */
export const passthroughCost: Pricer<PassThroughCostTerm> = {
  check: (term, input, path) => {
    const bill = billNamed(term, input, path);
    if (!bill.participants.some((participant) => participant.id === term.participantId))
      refuse('RATING_REFERENCE_UNKNOWN', `${path}.participantId`, 'The bill has no such participant.', term.participantId);
    if (new Set(bill.participants.map((participant) => participant.id)).size !== bill.participants.length) refuse('RATING_TERMS_CONTRADICT', 'bills.participants', 'A participant of the bill is named twice.', bill.id);
  },
  price: (term, { input }, path) => {
    const span = inForce(term, input);
    if (span === null) return { lines: [] };
    const bill = billNamed(term, input, path);
    const position = bill.participants.findIndex((participant) => participant.id === term.participantId);
    return {
      lines: bill.lines.map((billLine) => {
        const whole = parseMoney(billLine.amount, input.currency, 'bills.lines.amount');
        const { weights, key } = weightsOf(billLine, bill.participants);
        const part = splitByShares(whole.minor, weights);
        return moneyLine({
          term, code: 'passthrough.cost', rule: '8 Pass-through of a bill', amount: money(part[position] as bigint, input.currency), period: span,
          steps: [`${billLine.code} of bill ${bill.id} (version ${bill.version}): ${moneyText(whole)}, by ${key} among ${bill.participants.length} participants.`],
        });
      }),
    };
  },
};

function billNamed(term: PassThroughCostTerm, input: RatingInput, path: string): AttachedBill {
  const bill = (input.bills ?? []).find((candidate) => candidate.id === term.billId);
  return bill ?? refuse('RATING_REFERENCE_UNKNOWN', `${path}.billId`, 'The term names a bill that the input does not have.', term.billId);
}

/** Weights of zero fall back to contracted kW, then to equal parts (section 8, Splits). */
function weightsOf(line: BillLine, participants: readonly Participant[]): { readonly weights: readonly Rational[]; readonly key: string } {
  const fields = { KWH: 'kwh', COINCIDENT_KW: 'coincidentKw', CONTRACTED_KW: 'contractedKw', FIXED_SHARE: 'fixedShare' } as const;
  const by = (field: 'kwh' | 'coincidentKw' | 'contractedKw' | 'fixedShare'): Rational[] => participants.map((participant) => (participant[field] === undefined ? ZERO : decimal(participant[field])));
  const some = (weights: readonly Rational[]): boolean => weights.some((weight) => weight.n !== 0n);
  const named = by(fields[line.key]);
  if (some(named)) return { weights: named, key: line.key.toLowerCase().replace('_', ' ') };
  const contracted = by('contractedKw');
  if (some(contracted)) return { weights: contracted, key: 'contracted kw (nothing else is known)' };
  return { weights: participants.map(() => rational(1n)), key: 'equal parts (nothing else is known)' };
}
