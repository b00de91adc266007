import { describe, expect, it } from 'vitest';
import type { NewProposalQuery, OfferBoundsFragment, PriceTermFieldsFragment } from '~/gql/graphql';
import { counterDraft, inputOf, proposalDraft, type ProposalFrame } from './proposal-draft';

const term: PriceTermFieldsFragment = {
  id: 'trm_1', code: 'capacity.reserved', name: 'Rent', price: '150', unit: 'kW-month', billedIn: 'ADVANCE', passThrough: false, escalatorPercent: '3', indexId: null, floorPerMwh: null, capPerMwh: null, pueMode: null, pue: null,
  sku: null, incrementSeconds: null,
};
const overhead: PriceTermFieldsFragment = { ...term, id: 'trm_2', code: 'energy.pue_overhead', name: null, price: null, unit: 'kWh', billedIn: 'ARREARS', passThrough: true, escalatorPercent: null, pueMode: 'MEASURED_CAPPED', pue: '1.19' };
const bounds: OfferBoundsFragment = {
  id: 'lst_1', product: 'COLOCATION', siteName: 'Site', hallName: 'Hall', currency: 'USD', depositMonths: 3, quantityKw: '9000', minimumLotKw: '500', incrementKw: '500', minimumLotGpus: null, incrementGpus: null,
  minimumTermMonths: 24, maximumTermMonths: 180, earliestStart: '2026-05-01',
};
const frame: ProposalFrame = { bounds, terms: [term, overhead], ceiling: null };
const request = {
  id: 'req_1', title: 'Training', termMonths: 60, startFrom: '2027-03-01', quantityKw: '3000', gpus: null, priceCeiling: null, tenant: { id: 'org_1', name: 'Tenant' },
  matches: [{ placement: { quantityKw: '3000', gpus: null, start: '2027-04-01', termMonths: 60 }, listing: { id: 'lst_1' } }], nearMisses: [],
} as const satisfies Omit<NewProposalQuery['request'], 'matches' | 'nearMisses'> & { readonly matches: unknown; readonly nearMisses: unknown };
const draft = proposalDraft({ ...request, matches: [...request.matches], nearMisses: [] }, frame);

describe('a proposal as it is sent', () => {
  it('begins with what the match found', () => {
    expect(draft).toMatchObject({ quantityKw: '3000', start: '2027-04-01', termMonths: '60', depositMonths: '3', prices: { trm_1: '150' } });
  });

  it('begins with what the request asks where the match does not name the offer', () => {
    expect(proposalDraft({ ...request, matches: [], nearMisses: [] }, frame)).toMatchObject({ quantityKw: '3000', start: '2027-03-01', termMonths: '60' });
  });

  it('leaves prices out that were not touched, so that they stay those of the offer', () => {
    expect(inputOf(draft, frame)).not.toHaveProperty('priceTerms');
  });

  it('sends all terms again once one price is another, and changes nothing else in them', () => {
    const input = inputOf({ ...draft, prices: { trm_1: '145.5' } }, frame);
    const rest = { indexId: null, floorPerMwh: null, capPerMwh: null, sku: null, incrementSeconds: null };
    expect(input.priceTerms).toEqual([
      { ...rest, code: 'CAPACITY_RESERVED', name: 'Rent', price: '145.5', billedIn: 'ADVANCE', passThrough: false, escalatorPercent: '3', pueMode: null, pue: null },
      { ...rest, code: 'ENERGY_PUE_OVERHEAD', name: null, price: null, billedIn: 'ARREARS', passThrough: true, escalatorPercent: null, pueMode: 'MEASURED_CAPPED', pue: '1.19' },
    ]);
  });

  it('keeps the billing increment of GPUs when their price is countered', () => {
    const gpus: PriceTermFieldsFragment = { ...term, code: 'gpu.premium', unit: 'GPU-hour', price: '2.5', escalatorPercent: null, sku: 'h100-sxm', incrementSeconds: 60 };
    const cluster: ProposalFrame = { bounds: { ...bounds, product: 'GPU_CLUSTER' }, terms: [gpus], ceiling: null };
    const countered = counterDraft({ tranches: [{ quantityKw: '120', gpus: 64, start: '2027-01-01', termMonths: 12 }], depositMonths: 1, conditions: 'As agreed.' }, cluster.terms);
    expect(inputOf({ ...countered, prices: { trm_1: '2.25' } }, cluster)).toMatchObject({ gpus: 64, conditions: 'As agreed.', priceTerms: [{ code: 'GPU_PREMIUM', price: '2.25', incrementSeconds: 60 }] });
  });
});
