import type { NewProposalQuery, OfferBoundsFragment, PriceTermCode, PriceTermFieldsFragment, PriceTermInput, PriceUnit, SendProposalInput } from '~/gql/graphql';

/** What is typed into the form: text, as fields hold it. Prices by the id of the term they change. */
export interface ProposalDraft {
  readonly quantityKw: string;
  readonly gpus: string;
  readonly start: string;
  readonly termMonths: string;
  readonly depositMonths: string;
  readonly expiresInHours: string;
  readonly conditions: string;
  readonly priceJustification: string;
  readonly prices: Readonly<Record<string, string>>;
}

/** What a version is written within: the bounds of the offer, the terms it begins with, and what the tenant would pay at most. */
export interface ProposalFrame {
  readonly bounds: OfferBoundsFragment;
  readonly terms: readonly PriceTermFieldsFragment[];
  readonly ceiling: { readonly unit: PriceUnit; readonly amount: string } | null;
}

/** One piece of capacity as a match finds it or a version offers it. */
interface Piece {
  readonly quantityKw: string;
  readonly gpus?: number | null;
  readonly start: string;
  readonly termMonths: number;
}

const pricesOf = (terms: readonly PriceTermFieldsFragment[]): ProposalDraft['prices'] => Object.fromEntries(terms.flatMap(({ id, price }) => (price === null || price === undefined ? [] : [[id, price]])));

const draftOf = (piece: Piece, depositMonths: number, conditions: string, terms: readonly PriceTermFieldsFragment[]): ProposalDraft => ({
  quantityKw: piece.quantityKw,
  gpus: String(piece.gpus ?? ''),
  start: piece.start,
  termMonths: String(piece.termMonths),
  depositMonths: String(depositMonths),
  expiresInHours: '',
  conditions,
  priceJustification: '',
  prices: pricesOf(terms),
});

/** Begins with what the match found; an offer that the match does not name begins with what the request asks. */
export function proposalDraft(request: NewProposalQuery['request'], { bounds, terms }: ProposalFrame): ProposalDraft {
  const placement = [...request.matches, ...request.nearMisses].find((found) => found.listing.id === bounds.id)?.placement;
  return draftOf(placement ?? { ...request, start: request.startFrom }, bounds.depositMonths, '', terms);
}

/** Begins with the version that is countered. */
export function counterDraft(version: { readonly tranches: readonly Piece[]; readonly depositMonths: number; readonly conditions: string }, terms: readonly PriceTermFieldsFragment[]): ProposalDraft {
  const [piece] = version.tranches;
  if (piece === undefined) throw new Error('A version offers at least one tranche.');
  return draftOf(piece, version.depositMonths, version.conditions, terms);
}

/** The draft as the API takes it. Prices that were not touched are left out: they stay those that stand. */
export function inputOf(draft: ProposalDraft, { bounds, terms }: ProposalFrame): Omit<SendProposalInput, 'requestId' | 'listingId' | 'idempotencyKey'> {
  const whole = (text: string): number => Number.parseInt(text, 10);
  const touched = terms.some(({ id, price }) => draft.prices[id] !== undefined && draft.prices[id] !== price);
  return {
    ...(bounds.product === 'GPU_CLUSTER' ? { gpus: whole(draft.gpus) } : { quantityKw: draft.quantityKw }),
    start: draft.start,
    termMonths: whole(draft.termMonths),
    depositMonths: whole(draft.depositMonths || '0'),
    ...(draft.expiresInHours === '' ? {} : { expiresInHours: whole(draft.expiresInHours) }),
    ...(draft.conditions.trim() === '' ? {} : { conditions: draft.conditions.trim() }),
    ...(draft.priceJustification.trim() === '' ? {} : { priceJustification: draft.priceJustification.trim() }),
    ...(touched ? { priceTerms: terms.map((term) => termInput(term, draft.prices[term.id])) } : {}),
  };
}

const codes: Readonly<Record<string, PriceTermCode>> = {
  'energy.fixed': 'ENERGY_FIXED',
  'energy.index': 'ENERGY_INDEX',
  'energy.index_adder': 'ENERGY_INDEX_ADDER',
  'energy.pue_overhead': 'ENERGY_PUE_OVERHEAD',
  'capacity.reserved': 'CAPACITY_RESERVED',
  'gpu.premium': 'GPU_PREMIUM',
};

function termInput(term: PriceTermFieldsFragment, price: string | undefined): PriceTermInput {
  const code = codes[term.code];
  if (code === undefined) throw new Error(`An offer has a term ${term.code}, which no proposal can hold.`);
  const { name, billedIn, passThrough, escalatorPercent, indexId, floorPerMwh, capPerMwh, pueMode, pue, sku, incrementSeconds } = term;
  return {
    code, name: name ?? null, price: price ?? null, billedIn, passThrough, escalatorPercent: escalatorPercent ?? null, indexId: indexId ?? null, floorPerMwh: floorPerMwh ?? null, capPerMwh: capPerMwh ?? null,
    pueMode: pueMode ?? null, pue: pue ?? null, sku: sku ?? null, incrementSeconds: incrementSeconds ?? null,
  };
}
