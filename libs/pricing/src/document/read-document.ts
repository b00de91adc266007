/** From the JSON form to what `rate` reads. */
import { divideRounded, isTimeZone, rational, times, MJ_PER_WH, type IntervalSeries } from '@busbar/kernel';
import { billingPeriod } from '../billing-period';
import type { EnergyColumns, RatingInput } from '../rating-input';
import { located, refuse } from '../refusals';
import { parseFormula } from './formula';
import type { EnergyDocument, RatingDocument } from './rating-document';
import { energySeries, indexColumn, networkSamples, type ReadFile } from './series-source';

const noFiles: ReadFile = (path) => refuse('RATING_REFERENCE_UNKNOWN', 'source.path', 'This document may not read files.', path);

/** The document's series become columns; files are read through `readFile` alone. Refuses what cannot be read, with its path. */
export function readRatingDocument(document: RatingDocument, readFile: ReadFile = noFiles): RatingInput {
  const { example: _example, period: periodDocument, advance: advanceDocument, energy, indices, network, ...same } = document;
  if (!isTimeZone(document.zone)) refuse('RATING_INPUT_INVALID', 'zone', 'The zone is not one of the IANA database.', document.zone);
  const period = at('period', () => billingPeriod(periodDocument.from, periodDocument.to, document.zone));
  const advance = advanceDocument ? at('advance', () => billingPeriod(advanceDocument.from, advanceDocument.to, document.zone)) : advanceDocument;
  return {
    ...same, period,
    ...(advance === undefined ? {} : { advance }),
    energy: (energy ?? []).map((entry, index) => at(`energy[${index}].source`, () => energyColumns(entry, energySeries(entry, period, document, readFile, `energy[${index}].source`), `energy[${index}]`))),
    indices: (indices ?? []).map((entry, index) => at(`indices[${index}].source`, () => indexColumn(entry, period, readFile, `indices[${index}].source`))),
    network: (network ?? []).map((entry, index) => at(`network[${index}].source`, () => networkSamples(entry, `network[${index}].source`))),
  };
}

function energyColumns(entry: EnergyDocument, series: IntervalSeries, path: string): EnergyColumns {
  const columns = { trancheId: entry.trancheId, role: entry.role, series };
  if (!entry.reactive) return columns;
  const varh = parseFormula(entry.reactive.varh, ['i'], `${path}.reactive.varh`);
  const reactive = BigInt64Array.from(series.energyMj, (_, index) => {
    const value = times(varh({ i: BigInt(index) }), rational(MJ_PER_WH));
    return divideRounded(value.n, value.d);
  });
  return { ...columns, reactive };
}

function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw located(error, path);
  }
}
