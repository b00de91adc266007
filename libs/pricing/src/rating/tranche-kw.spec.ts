import type { TrancheInput } from '../rating-input';
import { readRatingDocument } from '../document/read-document';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';

const rated = (segments: TrancheInput['segments']) => (): RatedInvoice => rate(readRatingDocument({
  contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, tranches: [{ id: 'trn', rentStart: '2026-04-01', segments }],
  terms: [{ id: 'rent', code: 'capacity.reserved', billedIn: 'ARREARS', price: '118' }],
}));

describe('segments of a tranche', () => {
  it('that begin on one day overlap, and the later in the list is the one to mend', () => {
    expect(rated([{ from: '2026-04-01', until: '2026-04-10', kw: '100' }, { from: '2026-04-01', until: null, kw: '200' }])).toThrow(expect.objectContaining({
      code: 'RATING_TERMS_CONTRADICT', details: { path: 'tranches[0].segments[1].from' }, message: 'Two segments of one tranche overlap.',
    }));
  });
});
