import { describe, expect, it } from 'vitest';
import type { NewProposalQuery } from '~/gql/graphql';
import { inputOf, proposalDraft } from './proposal-draft';

const term = { id: 'trm_1', code: 'capacity.reserved', name: 'Rent', price: '150', unit: 'kW-month', billedIn: 'ADVANCE', passThrough: false, escalatorPercent: '3', indexId: null, floorPerMwh: null, capPerMwh: null, pueMode: null, pue: null, sku: null } as const;
const overhead = { ...term, id: 'trm_2', code: 'energy.pue_overhead', name: null, price: null, unit: 'kWh', billedIn: 'ARREARS', passThrough: true, escalatorPercent: null, pueMode: 'MEASURED_CAPPED', pue: '1.19' } as const;
const data: NewProposalQuery = {
  request: {
    id: 'req_1', title: 'Training', termMonths: 60, startFrom: '2027-03-01', quantityKw: '3000', gpus: null, currency: 'USD', priceCeiling: null, tenant: { id: 'org_1', name: 'Tenant' },
    matches: [{ placement: { quantityKw: '3000', gpus: null, start: '2027-04-01', termMonths: 60 }, listing: { id: 'lst_1' } }], nearMisses: [],
  },
  listing: {
    id: 'lst_1', product: 'COLOCATION', siteName: 'Site', hallName: 'Hall', currency: 'USD', depositMonths: 3, minimumLotKw: '500', incrementKw: '500', minimumLotGpus: null, incrementGpus: null, minimumTermMonths: 24,
    maximumTermMonths: 180, priceTerms: [term, overhead],
  },
};

describe('a proposal as it is sent', () => {
  it('begins with what the match found', () => {
    expect(proposalDraft(data)).toMatchObject({ quantityKw: '3000', start: '2027-04-01', termMonths: '60', depositMonths: '3', prices: { trm_1: '150' } });
  });

  it('leaves prices out that were not touched, so that they stay those of the offer', () => {
    expect(inputOf(proposalDraft(data), data.listing)).not.toHaveProperty('priceTerms');
  });

  it('sends all terms again once one price is another, and changes nothing else in them', () => {
    const input = inputOf({ ...proposalDraft(data), prices: { trm_1: '145.5' } }, data.listing);
    expect(input.priceTerms).toEqual([
      { code: 'CAPACITY_RESERVED', name: 'Rent', price: '145.5', billedIn: 'ADVANCE', passThrough: false, escalatorPercent: '3', indexId: null, floorPerMwh: null, capPerMwh: null, pueMode: null, pue: null, sku: null },
      { code: 'ENERGY_PUE_OVERHEAD', name: null, price: null, billedIn: 'ARREARS', passThrough: true, escalatorPercent: null, indexId: null, floorPerMwh: null, capPerMwh: null, pueMode: 'MEASURED_CAPPED', pue: '1.19', sku: null },
    ]);
  });
});
