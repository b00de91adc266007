/**
 * The IANA zone of the places in the demo world. Zones are by place, not by state or longitude: Texas has two, and a site
 * at El Paso is an hour behind one at Odessa. Source: the tz database (2025b), `zone1970.tab` and the comments in its
 * region files; the reason stands where the answer is not the country's only zone.
 */
export const zoneOfPlace: Readonly<Record<string, string>> = {
  // Texas outside El Paso and Hudspeth counties keeps Central Time.
  'US/TX': 'America/Chicago',
  'US/NM': 'America/Denver',
  'US/OK': 'America/Chicago',
  // Williston (Williams county) and Grand Forks keep Central Time; Mountain Time begins further south-west.
  'US/ND': 'America/Chicago',
  'US/IA': 'America/Chicago',
  'US/LA': 'America/Chicago',
  'US/OH': 'America/New_York',
  'US/NY': 'America/New_York',
  'US/GA': 'America/New_York',
  // Kentucky is split; Paducah (McCracken county) keeps Central Time.
  'US/KY/Paducah': 'America/Chicago',
  'US/WA': 'America/Los_Angeles',
  'US/MT': 'America/Denver',
  'US/WY': 'America/Denver',
  // Québec west of 63° W, Baie-Comeau included, keeps Eastern Time.
  'CA/QC/Baie-Comeau': 'America/Toronto',
  'CA/BC/Kitimat': 'America/Vancouver',
  'CA/AB': 'America/Edmonton',
  NO: 'Europe/Oslo',
  SE: 'Europe/Stockholm',
  FI: 'Europe/Helsinki',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  // Mainland Spain; the Canaries are an hour behind.
  'ES/Aragón': 'Europe/Madrid',
  PY: 'America/Asuncion',
  // Neuquén follows Salta's file in the tz database: no daylight saving since 2008.
  'AR/Neuquén': 'America/Argentina/Salta',
  ET: 'Africa/Addis_Ababa',
  KE: 'Africa/Nairobi',
  AE: 'Asia/Dubai',
  // Kazakhstan has had one zone, UTC+5, since March 2024.
  'KZ/Pavlodar': 'Asia/Almaty',
  BT: 'Asia/Thimphu',
};

/** The zone of a place: the most particular entry of country, region and place; undefined where the table has none. */
export const zoneFor = (country: string, adminRegion: string, place: string): string | undefined =>
  zoneOfPlace[`${country}/${adminRegion}/${place}`] ?? zoneOfPlace[`${country}/${adminRegion}`] ?? zoneOfPlace[country];
