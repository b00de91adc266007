import { Temporal } from 'temporal-polyfill';

/** The local month of an instant, `2021-08`. */
export function monthOf(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toPlainYearMonth().toString();
}

/** The month so many months later. */
export function nextMonth(month: string, by: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months: by }).toString();
}

/** A local month as instants: it begins and ends with local midnights, whatever the clocks do within. */
export function monthBounds(month: string, zone: string): { readonly from: string; readonly to: string } {
  const startOf = (text: string): string => Temporal.PlainYearMonth.from(text).toPlainDate({ day: 1 }).toZonedDateTime({ timeZone: zone }).toInstant().toString();
  return { from: startOf(month), to: startOf(nextMonth(month, 1)) };
}
