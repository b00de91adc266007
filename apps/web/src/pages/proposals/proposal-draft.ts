import type { NewProposalQuery, PriceTermCode, PriceTermInput, SendProposalInput } from '~/gql/graphql';

/** What is typed into the form: text, as fields hold it. Prices by the id of the offer's term. */
export interface ProposalDraft {
  readonly quantityKw: string;
  readonly gpus: string;
  readonly start: string;
  readonly termMonths: string;
  readonly depositMonths: string;
  readonly expiresInHours: string;
  readonly conditions: string;
  readonly prices: Readonly<Record<string, string>>;
}

type Listing = NewProposalQuery['listing'];

/** Begins with what the match found; an offer that the match does not name begins with what the request asks. */
export function proposalDraft({ request, listing }: NewProposalQuery): ProposalDraft {
  const placement = [...request.matches, ...request.nearMisses].find((found) => found.listing.id === listing.id)?.placement;
  return {
    quantityKw: placement?.quantityKw ?? request.quantityKw,
    gpus: String(placement?.gpus ?? request.gpus ?? ''),
    start: placement?.start ?? request.startFrom,
    termMonths: String(placement?.termMonths ?? request.termMonths),
    depositMonths: String(listing.depositMonths),
    expiresInHours: '',
    conditions: '',
    prices: Object.fromEntries(listing.priceTerms.flatMap(({ id, price }) => (price === null || price === undefined ? [] : [[id, price]]))),
  };
}

/** The draft as the API takes it. Prices that were not touched are left out: they stay those of the offer. */
export function inputOf(draft: ProposalDraft, listing: Listing): Omit<SendProposalInput, 'requestId' | 'listingId' | 'idempotencyKey'> {
  const whole = (text: string): number => Number.parseInt(text, 10);
  const touched = listing.priceTerms.some(({ id, price }) => draft.prices[id] !== undefined && draft.prices[id] !== price);
  return {
    ...(listing.product === 'GPU_CLUSTER' ? { gpus: whole(draft.gpus) } : { quantityKw: draft.quantityKw }),
    start: draft.start,
    termMonths: whole(draft.termMonths),
    depositMonths: whole(draft.depositMonths || '0'),
    ...(draft.expiresInHours === '' ? {} : { expiresInHours: whole(draft.expiresInHours) }),
    ...(draft.conditions.trim() === '' ? {} : { conditions: draft.conditions.trim() }),
    ...(touched ? { priceTerms: listing.priceTerms.map((term) => termInput(term, draft.prices[term.id])) } : {}),
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

function termInput(term: Listing['priceTerms'][number], price: string | undefined): PriceTermInput {
  const code = codes[term.code];
  if (code === undefined) throw new Error(`An offer has a term ${term.code}, which no proposal can hold.`);
  const { name, billedIn, passThrough, escalatorPercent, indexId, floorPerMwh, capPerMwh, pueMode, pue, sku } = term;
  return { code, name: name ?? null, price: price ?? null, billedIn, passThrough, escalatorPercent: escalatorPercent ?? null, indexId: indexId ?? null, floorPerMwh: floorPerMwh ?? null, capPerMwh: capPerMwh ?? null, pueMode: pueMode ?? null, pue: pue ?? null, sku: sku ?? null };
}
