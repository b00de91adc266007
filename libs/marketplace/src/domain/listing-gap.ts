/** What can be missing from a listing: a blocking gap keeps it from being published, an advisory one costs it matches. */
export const gapCodes = ['HOST_NOT_VERIFIED', 'SITE_NOT_VERIFIED', 'TITLE_MISSING', 'DESCRIPTION_MISSING', 'START_BEFORE_READY', 'READY_DATE_MISSING', 'CARBON_UNKNOWN', 'CERTIFICATIONS_NONE', 'DEPOSIT_NONE'] as const;
export type GapCode = (typeof gapCodes)[number];

export interface Gap {
  readonly code: GapCode;
  readonly severity: 'BLOCKING' | 'ADVISORY';
  /** Field of the listing or of its site that would close the gap. */
  readonly path: string;
}
