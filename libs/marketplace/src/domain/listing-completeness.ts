/** What a listing still lacks: blocking gaps keep it from being published, advisory ones cost it matches. */
import type { Listing } from './listing';
import type { Gap, GapCode } from './listing-gap';
import type { Place } from './place';

export interface Completeness {
  readonly gaps: readonly Gap[];
  /** Share of what is asked that is there, whole percent. */
  readonly percent: number;
}

interface Question {
  readonly gap: Gap;
  readonly missing: (listing: Listing, place: Place, hostVerified: boolean) => boolean;
}

const question = (code: GapCode, severity: Gap['severity'], path: string, missing: Question['missing']): Question => ({ gap: { code, severity, path }, missing });

const questions: readonly Question[] = [
  question('HOST_NOT_VERIFIED', 'BLOCKING', 'host.verifiedAt', (_listing, _place, hostVerified) => !hostVerified),
  question('SITE_NOT_VERIFIED', 'BLOCKING', 'site.verified', (_, place) => !place.site.verified),
  question('TITLE_MISSING', 'BLOCKING', 'title', (listing) => listing.title.trim().length < 3),
  question('READY_DATE_MISSING', 'BLOCKING', 'hall.readyFrom', (_, place) => place.hall.readyFrom === null),
  question('START_BEFORE_READY', 'BLOCKING', 'earliestStart', (listing, { hall }) => hall.readyFrom !== null && listing.earliestStart.until(hall.readyFrom).days > 0),
  question('DESCRIPTION_MISSING', 'ADVISORY', 'description', (listing) => listing.description.trim().length < 20),
  question('CARBON_UNKNOWN', 'ADVISORY', 'site.carbonGPerKwh', (_, place) => place.site.carbonGPerKwh === null),
  question('CERTIFICATIONS_NONE', 'ADVISORY', 'site.certifications', (_, place) => place.site.certifications.length === 0),
  question('DEPOSIT_NONE', 'ADVISORY', 'depositMonths', (listing) => listing.depositMonths === 0),
];

export function completenessOf(listing: Listing, place: Place, hostVerified: boolean): Completeness {
  const gaps = questions.filter(({ missing }) => missing(listing, place, hostVerified)).map(({ gap }) => gap);
  return { gaps, percent: Math.round((100 * (questions.length - gaps.length)) / questions.length) };
}

export const blockingGaps = (completeness: Completeness): readonly Gap[] => completeness.gaps.filter((gap) => gap.severity === 'BLOCKING');
