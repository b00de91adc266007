/** What one period leaves to the next (peaks, the contract year's energy, the make-up bank, capex credited). */
import type { CarriedForward } from './rated-invoice';
import type { TermHistory } from './rating-input';

/** Peaks kept: enough for the longest ratchet of the trade. */
const MOST_PEAKS = 36;

/** The history that the next period's rating reads; billing stores it with the run item. */
export function carryForward(history: readonly TermHistory[], carried: readonly CarriedForward[]): readonly TermHistory[] {
  const byTerm = new Map(history.map((entry) => [entry.termId, entry]));
  for (const { termId, peakKw, yearKwh, bank, credited } of carried) {
    const before: TermHistory = byTerm.get(termId) ?? { termId };
    byTerm.set(termId, {
      ...before,
      ...(peakKw === undefined ? {} : { peaksKw: [peakKw, ...(before.peaksKw ?? [])].slice(0, MOST_PEAKS) }),
      ...(yearKwh === undefined ? {} : { yearKwh }),
      ...(bank === undefined ? {} : { bank }),
      ...(credited === undefined ? {} : { credited }),
    });
  }
  return [...byTerm.values()];
}
