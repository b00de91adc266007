import type { Cooling, CreateRequestInput, PriceUnit, Product, Redundancy, RequestStartingPointQuery } from '~/gql/graphql';

/** What is typed into the form: text, as fields hold it. */
export interface RequestDraft {
  readonly title: string;
  readonly description: string;
  readonly product: Product;
  readonly quantityKw: string;
  readonly gpus: string;
  readonly gpuModels: readonly string[];
  readonly startFrom: string;
  readonly startTo: string;
  readonly termMonths: string;
  readonly countries: readonly string[];
  readonly coolings: readonly Cooling[];
  readonly redundancies: readonly Redundancy[];
  readonly minimumRackKw: string;
  readonly carbonCap: string;
  readonly curtailmentHours: string;
  readonly noticeMinutes: string;
  readonly ceilingUnit: PriceUnit;
  readonly ceiling: string;
  readonly weights: Readonly<Record<'price' | 'start' | 'carbon' | 'redundancy', string>>;
}

type Origin = RequestStartingPointQuery['listing'] | null;

/** A draft to begin with. An offer that was looked at fills in what it decides, so that nothing is typed twice. */
export function emptyDraft(today: string, origin: Origin): RequestDraft {
  const start = origin && origin.earliestStart > today ? origin.earliestStart : addMonths(today, 3);
  return {
    title: '',
    description: '',
    product: origin?.product ?? 'COLOCATION',
    quantityKw: origin?.minimumLotKw ?? '2000',
    gpus: origin?.minimumLotGpus ? String(origin.minimumLotGpus) : '',
    gpuModels: origin?.gpuModel ? [origin.gpuModel] : [],
    startFrom: start,
    startTo: addMonths(start, 3),
    termMonths: String(origin ? Math.min(Math.max(36, origin.minimumTermMonths), origin.maximumTermMonths) : 36),
    countries: origin ? [origin.country] : [],
    coolings: [],
    redundancies: [],
    minimumRackKw: '',
    carbonCap: '',
    curtailmentHours: String(origin?.firmness.curtailableHours ?? 0),
    noticeMinutes: String(origin?.firmness.noticeMinutes ?? 0),
    ceilingUnit: 'KW_MONTH',
    ceiling: '',
    weights: { price: '50', start: '25', carbon: '15', redundancy: '10' },
  };
}

/** The draft as the API takes it. What was left empty is left out: it does not matter to the tenant. */
export function inputOf(draft: RequestDraft): CreateRequestInput {
  const cluster = draft.product === 'GPU_CLUSTER';
  const whole = (text: string): number => Number.parseInt(text, 10);
  return {
    title: draft.title.trim(),
    product: draft.product,
    ...(draft.description.trim() === '' ? {} : { description: draft.description.trim() }),
    ...(cluster ? { gpus: whole(draft.gpus), gpuModels: [...draft.gpuModels] } : { quantityKw: draft.quantityKw }),
    startFrom: draft.startFrom,
    startTo: draft.startTo,
    termMonths: whole(draft.termMonths),
    ...(draft.countries.length === 0 ? {} : { countriesAllowed: [...draft.countries] }),
    ...(draft.coolings.length === 0 ? {} : { coolings: [...draft.coolings] }),
    ...(draft.redundancies.length === 0 ? {} : { redundancies: [...draft.redundancies] }),
    ...(draft.minimumRackKw === '' ? {} : { minimumRackKw: draft.minimumRackKw }),
    ...(draft.carbonCap === '' ? {} : { carbonCapGPerKwh: whole(draft.carbonCap) }),
    curtailmentHours: whole(draft.curtailmentHours || '0'),
    noticeMinutes: whole(draft.noticeMinutes || '0'),
    ...(draft.ceiling === '' ? {} : { priceCeiling: { unit: draft.ceilingUnit, amount: draft.ceiling } }),
    weights: { price: whole(draft.weights.price || '0'), start: whole(draft.weights.start || '0'), carbon: whole(draft.weights.carbon || '0'), redundancy: whole(draft.weights.redundancy || '0') },
    currency: 'USD',
  };
}

/** The same day so many months later; the last day of a shorter month. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
