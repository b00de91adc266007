import { describe, expect, it } from 'vitest';
import { emptyDraft, inputOf } from './request-draft';

describe('a request as it is sent', () => {
  const draft = { ...emptyDraft('2026-11-30', null), title: '  4 MW for training ' };

  it('leaves out what does not matter to the tenant', () => {
    const input = inputOf(draft);
    expect(input).not.toHaveProperty('countriesAllowed');
    expect(input).not.toHaveProperty('priceCeiling');
    expect(input).not.toHaveProperty('description');
    expect(input.title).toBe('4 MW for training');
  });

  it('asks for kW where the tenant brings its GPUs and for GPUs where it does not', () => {
    expect(inputOf({ ...draft, quantityKw: '4000' })).toMatchObject({ quantityKw: '4000' });
    const cluster = inputOf({ ...draft, product: 'GPU_CLUSTER', gpus: '512', gpuModels: ['h100-sxm'] });
    expect(cluster).toMatchObject({ gpus: 512, gpuModels: ['h100-sxm'] });
    expect(cluster).not.toHaveProperty('quantityKw');
  });

  it('begins three months ahead, on the last day of a shorter month', () => {
    expect(draft.startFrom).toBe('2027-02-28');
  });

  it('takes over what an offer decides, so that nothing is typed twice', () => {
    const origin = {
      id: 'lst_1', siteName: 'Hearne', product: 'COLOCATION', quantityKw: '48000', availableKw: '48000', minimumLotKw: '1000', minimumLotGpus: null, gpuModel: null, earliestStart: '2027-06-01', minimumTermMonths: 60,
      maximumTermMonths: 120, country: 'US', currency: 'USD', firmness: { curtailableHours: 60, noticeMinutes: 30 },
    } as const;
    expect(emptyDraft('2026-11-30', origin)).toMatchObject({ product: 'COLOCATION', quantityKw: '1000', startFrom: '2027-06-01', termMonths: '60', countries: ['US'], curtailmentHours: '60', noticeMinutes: '30' });
  });
});
