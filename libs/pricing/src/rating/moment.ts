/** Instants and local midnights as epoch milliseconds. */
import { epochMsOf, parseDate, parseInstant, startOfDay } from '@busbar/kernel';

export const epochMs = (instant: string, path: string): number => epochMsOf(parseInstant(instant, path));
export const dayStartMs = (day: string, zone: string): number => epochMsOf(startOfDay(parseDate(day), zone));
