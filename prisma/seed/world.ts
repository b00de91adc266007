/**
 * The demo world as it is told: its data, its date, and ids that are the same each time, so that the parts of the seed can
 * name each other's rows and a second run finds what the first one made.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, base32Of, idPrefixes, type Instant, type LocalDate, parseDate, systemActor } from '@busbar/kernel';
import { Database, type DatabaseClient } from '@busbar/platform';
import type { SiteData, TenantData } from './data';

/** What the story says, before there is a database to tell it to. */
export interface Told {
  readonly sites: readonly SiteData[];
  readonly tenants: readonly TenantData[];
  /** The business time at which the story begins. */
  readonly asOf: Instant;
  /** A date of the data, moved by the world's years. */
  readonly date: (text: string) => LocalDate;
}

/** Everything a part of the seed needs. Parts follow each other in the order of `index.ts`. */
export interface World extends Told {
  /** The assembled product: `app.get(Service)`. */
  readonly app: INestApplicationContext;
  /** Runs a piece of the story in one transaction of the teller. A piece finds what a first run made, and leaves it. */
  readonly together: <T>(piece: (client: DatabaseClient) => Promise<T>) => Promise<T>;
}

export interface WorldOptions {
  /** Only these sites, by the id of the data file. */
  readonly onlySites?: readonly string[];
  /** Moves every date of the sites and tenants by so many years. */
  readonly shiftYears?: number;
  /** Without offers and requests: who lives there and what they own. */
  readonly withoutMarket?: boolean;
  /** When the story begins; the date of the data where absent. */
  readonly asOf?: Instant;
}

const folder = join(__dirname, 'data');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;

export const seedActor = systemActor('demo world');

/** The teller, acting for an organisation of the world. */
export const actingFor = (organisationId: string): Actor => ({ ...seedActor, organisationId });

/** Reads the data files as this world tells them. */
export function readWorld(options: WorldOptions = {}): Told {
  const { asOf, sites } = read<{ asOf: string; sites: SiteData[] }>('sites.json');
  const { tenants } = read<{ tenants: TenantData[] }>('tenants.json');
  const date = (text: string): LocalDate => parseDate(text).add({ years: options.shiftYears ?? 0 });
  return {
    tenants, date,
    sites: options.onlySites ? sites.filter((site) => options.onlySites?.includes(site.id)) : sites,
    asOf: options.asOf ?? date(asOf).toZonedDateTime({ timeZone: 'UTC', plainTime: '15:00' }).toInstant(),
  };
}

/** Tells the world to each part. */
export async function tell(app: INestApplicationContext, told: Told, parts: readonly ((world: World) => Promise<void>)[]): Promise<void> {
  const database = app.get(Database);
  const world: World = { app, ...told, together: (piece) => database.transaction(seedActor, () => piece(database.client)) };
  for (const part of parts) await part(world);
}

/** The id of a thing of the demo world, the same each time: `demoId('site', 'tx-hearne')`. Its time is that of the data. */
export function demoId(kind: keyof typeof idPrefixes, name: string): string {
  const digest = BigInt(`0x${createHash('sha256').update(`${kind}:${name}`).digest('hex').slice(0, 20)}`);
  const time = BigInt(Date.UTC(2026, 10, 22));
  const bits = (time << 80n) | (0x7n << 76n) | (((digest >> 62n) & 0xfffn) << 64n) | (0b10n << 62n) | (digest & ((1n << 62n) - 1n));
  return `${idPrefixes[kind]}_${base32Of(bits)}`;
}

/** Midnight at the beginning of a local date in UTC, as PostgreSQL keeps dates. */
export const dateColumn = (date: LocalDate): Date => new Date(`${date.toString()}T00:00:00Z`);
export const timeColumn = (at: Instant): Date => new Date(at.epochMilliseconds);

/** `Copper Sage Compute` → `copper-sage-compute`: the part of an address that a name gives. */
export const slugOf = (name: string): string =>
  name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
