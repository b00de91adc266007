import { parseDate, parseInstant } from '@busbar/kernel';
import { acceptTranche, type Tranche } from './handover';
import { ids } from '../../test/a-contract';

const tranche: Tranche = {
  id: ids.tranche, contractId: ids.contract, hostId: ids.host, tenantId: ids.tenant, ordinal: 1, siteId: ids.site, hallId: ids.hall, clusterId: null, powerW: 4_000_000n, gpus: 0, gpuModel: null,
  start: parseDate('2021-07-01'), end: parseDate('2022-08-01'), contractRentStart: parseDate('2021-08-01'), rentStart: null, acceptedAt: null, acceptedById: null, reservationId: 'rsv_1',
};
const accept = (at: string, one = tranche) => acceptTranche(one, { zone: 'America/Chicago' }, 'prs_tenant', parseInstant(at));

describe('The acceptance of a handover', () => {
  it('leaves the day of rent where it was agreed, when it comes in time', () => {
    expect(accept('2021-07-20T15:00:00Z').rentStart?.toString()).toBe('2021-08-01');
  });

  it('moves the day of rent to the local day of a late acceptance', () => {
    expect(accept('2021-08-10T04:59:59Z').rentStart?.toString()).toBe('2021-08-09');
    expect(accept('2021-08-10T05:00:00Z').rentStart?.toString()).toBe('2021-08-10');
  });

  it('is given once, and not after the tranche has ended', () => {
    expect(() => accept('2021-08-02T00:00:00Z', accept('2021-08-01T15:00:00Z'))).toThrow(expect.objectContaining({ code: 'TRANCHE_ALREADY_ACCEPTED' }));
    expect(() => accept('2022-08-01T05:00:00Z')).toThrow(expect.objectContaining({ code: 'TRANCHE_ENDED' }));
  });
});
