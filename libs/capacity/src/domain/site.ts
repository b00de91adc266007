/** The places capacity is in: sites with a grid connection, halls with critical power, blocks and clusters in them. */
import { decimal, InvalidInputError, type Instant, isTimeZone, kwText, notAfter, type PowerW, toScaled, toText } from '@busbar/kernel';
import { criticalOf } from './capacity';
import { BlockExceedsHallError, HallExceedsSiteError } from './capacity.errors';

/** How heat leaves the racks: room air, contained aisles, rear-door exchangers, direct liquid to the chip, immersion. */
export const coolings = ['AIR', 'AIR_CONTAINED', 'RDHX', 'DLC', 'IMMERSION'] as const;
export type Cooling = (typeof coolings)[number];

/** Power path: none to spare, one unit to spare, two whole paths. */
export const redundancies = ['N', 'N_PLUS_1', 'TWO_N'] as const;
export type Redundancy = (typeof redundancies)[number];

/** What a hall is fitted for: racks of computers, or a mining-grade shell sold at the utility's meter. */
export const hallFitOuts = ['AI_READY', 'MINING_SHELL'] as const;
export type HallFitOut = (typeof hallFitOuts)[number];

/** Whether power may be taken away: never by the host; within an allowance with notice; at any time. */
export const firmnesses = ['FIRM', 'CURTAILABLE', 'INTERRUPTIBLE'] as const;
export type Firmness = (typeof firmnesses)[number];

export const certificationStates = ['HELD', 'IN_PROGRESS'] as const;
export interface Certification {
  readonly name: string;
  readonly state: (typeof certificationStates)[number];
}

export interface Site {
  readonly id: string;
  readonly hostId: string;
  readonly name: string;
  readonly description: string;
  readonly place: string;
  readonly adminRegion: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Decimal degrees as text. */
  readonly latitude: string | null;
  readonly longitude: string | null;
  /** IANA zone; billing periods of what is sold here begin at its midnights. */
  readonly timeZone: string;
  readonly utility: string;
  readonly gridRegion: string;
  /** Gross watts in the interconnection agreement; what is served today are the site's capacity steps. */
  readonly grossInterconnectedW: PowerW;
  /** Annual mean PUE of the design, as decimal text. */
  readonly designPue: string;
  /** PUE of the hottest hour, as decimal text: the one that limits how much critical power the grid connection feeds. */
  readonly peakPue: string;
  readonly measuredPue: string | null;
  readonly firm: boolean;
  readonly curtailmentHoursPerYear: number;
  readonly curtailmentNoticeMinutes: number | null;
  /** gCO₂ per kWh of the site's own supplies (market-based, life cycle) and of its grid (location-based). */
  readonly carbonSiteGPerKwh: string | null;
  readonly carbonGridGPerKwh: string | null;
  /** Share of each supply in percent, summing to 100. */
  readonly energyMix: Readonly<Record<string, number>>;
  readonly carriers: readonly string[];
  readonly fibreRoutes: number;
  readonly certifications: readonly Certification[];
  readonly verifiedAt: Instant | null;
  readonly verifiedUntil: Instant | null;
  /** Names of fields that were inferred for the demo world and stated by nobody. */
  readonly derived: readonly string[];
  readonly version: number;
}

export interface Hall {
  readonly id: string;
  readonly siteId: string;
  readonly hostId: string;
  readonly name: string;
  readonly fitOut: HallFitOut;
  readonly cooling: Cooling;
  readonly redundancy: Redundancy;
  /** Greatest watts of one rack. */
  readonly rackDensityW: PowerW;
  /** Peak PUE of this hall as decimal text: the site's, or 1 for a shell metered at the utility. */
  readonly peakPue: string;
  readonly derived: readonly string[];
}

/** A slice of one hall that may be listed; it holds no state of its own. */
export interface PowerBlock {
  readonly id: string;
  readonly hallId: string;
  readonly siteId: string;
  readonly hostId: string;
  readonly name: string;
  readonly powerW: PowerW;
  readonly from: Instant;
  readonly firmness: Firmness;
  readonly curtailmentHoursPerYear: number;
  readonly curtailmentNoticeMinutes: number | null;
  /** Watts that stay on during a curtailment. */
  readonly retainedMinimumW: PowerW;
  readonly derived: readonly string[];
}

/** GPUs of one model in one hall; they draw on the hall's power. */
export interface GpuCluster {
  readonly id: string;
  readonly hallId: string;
  readonly siteId: string;
  readonly hostId: string;
  readonly name: string;
  readonly model: string;
  /** Critical watts of one GPU with its share of host, fabric and storage. */
  readonly wattsPerGpu: PowerW;
  readonly fabric: string;
  readonly derived: readonly string[];
}

/** Whether staff's verification stands at `now`. */
export const isVerified = (site: Pick<Site, 'verifiedAt' | 'verifiedUntil'>, now: Instant): boolean =>
  site.verifiedAt !== null && notAfter(site.verifiedAt, now) && (site.verifiedUntil === null || !notAfter(site.verifiedUntil, now));

/** Ten-thousandths of a PUE: `1.18` is 11,800n. A PUE below one or above three is a typing error, not a data centre. */
export function pueTenThousandths(text: string, path = 'peakPue'): bigint {
  const scaled = toScaled(decimal(text), 4);
  if (scaled < 10_000n || scaled > 30_000n) throw new InvalidInputError({ path, given: text, expected: 'a PUE between 1 and 3' });
  return scaled;
}

/** Refuses a hall that the site's connection could not feed on the hottest afternoon. */
export function assertHallFitsSite(powerW: PowerW, peakPue: string, site: Pick<Site, 'grossInterconnectedW'>, path = 'criticalKw'): void {
  if (powerW <= 0n) throw new InvalidInputError({ path, given: kwText(powerW), expected: 'more than 0 kW' });
  const most = criticalOf(site.grossInterconnectedW, pueTenThousandths(peakPue));
  if (powerW > most) {
    throw new HallExceedsSiteError({ path, givenKw: kwText(powerW), mostKw: kwText(most), grossKw: kwText(site.grossInterconnectedW), peakPue: toText(decimal(peakPue)) });
  }
}

/** Refuses a block or cluster that is larger than its hall at the time it begins. */
export function assertFitsHall(powerW: PowerW, hallW: PowerW, at: Instant, path: string): void {
  if (powerW <= 0n) throw new InvalidInputError({ path, given: kwText(powerW), expected: 'more than 0 kW' });
  if (powerW > hallW) throw new BlockExceedsHallError({ path, givenKw: kwText(powerW), hallKw: kwText(hallW), at: at.toString() });
}

/** Reads an IANA zone name. */
export function assertTimeZone(zone: string, path = 'timeZone'): string {
  if (!isTimeZone(zone)) throw new InvalidInputError({ path, given: zone, expected: 'an IANA time zone such as America/Chicago' });
  return zone;
}

/** Reads an ISO 3166-1 alpha-2 country code in its form; which codes are countries is left to the lists of sanctions and taxes. */
export function assertCountry(code: string, path = 'country'): string {
  if (!/^[A-Z]{2}$/.test(code)) throw new InvalidInputError({ path, given: code, expected: 'two capital letters of ISO 3166-1, such as US' });
  return code;
}
