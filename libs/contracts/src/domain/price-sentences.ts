/** A price term in words, for the document that is signed. Numbers stand as they are in the terms. */
import type { Escalator, PriceTerm } from '@busbar/pricing';
import { canonicalText, type Language } from './contract-terms';

const currencyPer = (currency: string, unit: string): string => `${currency}/${unit}`;

/** One term, one paragraph. A term without a sentence of its own is written out parameter by parameter. */
export function priceSentence(term: PriceTerm, currency: string, language: Language): string {
  const english = language === 'en';
  const head = `${term.name ?? term.code} [${term.code}, ${term.id}]`;
  const parts = [body(term, currency, english), ...scope(term, english), growth(term, english)].filter((part) => part !== '');
  return `${head}: ${parts.join(' ')}`;
}

function body(term: PriceTerm, currency: string, english: boolean): string {
  switch (term.code) {
    case 'energy.fixed':
      return english
        ? `metered kWh, rounded to 3 decimals, at ${term.price} ${currencyPer(currency, 'kWh')}${lossText(term.lossFactor, true)}.`
        : `kWh misurati, arrotondati a 3 decimali, a ${term.price} ${currencyPer(currency, 'kWh')}${lossText(term.lossFactor, false)}.`;
    case 'energy.index':
      return english
        ? `every metered kWh at the published price of index ${term.indexId}, ${guardText(term.guard, true)}${lossText(term.lossFactor, true)}; one rounding.`
        : `ogni kWh misurato al prezzo pubblicato dell’indice ${term.indexId}, ${guardText(term.guard, false)}${lossText(term.lossFactor, false)}; un solo arrotondamento.`;
    case 'energy.index_adder':
      return english
        ? `on top of the index, ${term.price} ${currencyPer(currency, term.per ?? 'kWh')}${lossText(term.lossFactor, true)}.`
        : `in aggiunta all’indice, ${term.price} ${currencyPer(currency, term.per ?? 'kWh')}${lossText(term.lossFactor, false)}.`;
    case 'energy.pue_overhead':
      return english ? `cooling and losses: the energy grossed up by a ${pueText(term.mode, true)}${term.price === undefined ? '' : `, at ${term.price} ${currencyPer(currency, 'kWh')}`}.` : `raffreddamento e perdite: l’energia maggiorata con un ${pueText(term.mode, false)}${term.price === undefined ? '' : `, a ${term.price} ${currencyPer(currency, 'kWh')}`}.`;
    case 'capacity.reserved':
      return english ? `reserved kW by local days of the month at ${term.price} ${currencyPer(currency, 'kW-month')}.` : `kW riservati per giorni locali del mese a ${term.price} ${currencyPer(currency, 'kW-mese')}.`;
    case 'gpu.premium':
      return english
        ? `${term.sku}: GPU-hours, each allocation rounded up to ${term.incrementSeconds} seconds, at ${term.price} ${currencyPer(currency, 'GPU-h')}.`
        : `${term.sku}: ore GPU, ogni assegnazione arrotondata per eccesso a ${term.incrementSeconds} secondi, a ${term.price} ${currencyPer(currency, 'GPU-h')}.`;
    default:
      return parameters(term, english);
  }
}

const commonFields: ReadonlySet<string> = new Set(['id', 'code', 'name', 'trancheId', 'billedIn', 'passThrough', 'payees', 'from', 'until', 'taxableFraction', 'escalator']);

function parameters(term: PriceTerm, english: boolean): string {
  const fields = Object.entries(term).filter(([key, value]) => !commonFields.has(key) && value !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  const listed = fields.map(([key, value]) => `${key} = ${typeof value === 'string' ? value : canonicalText(value)}`).join(', ');
  return english ? `with ${listed}.` : `con ${listed}.`;
}

const lossText = (lossFactor: string | undefined, english: boolean): string => (lossFactor === undefined ? '' : english ? `, times the loss factor ${lossFactor}` : `, per il fattore di perdita ${lossFactor}`);

function guardText(guard: Extract<PriceTerm, { code: 'energy.index' }>['guard'], english: boolean): string {
  switch (guard?.kind) {
    case 'floor':
      return english ? `not below ${guard.floor} per MWh` : `non sotto ${guard.floor} per MWh`;
    case 'cap':
      return english ? `not above ${guard.cap} per MWh` : `non sopra ${guard.cap} per MWh`;
    case 'collar':
      return english ? `between ${guard.floor} and ${guard.cap} per MWh` : `tra ${guard.floor} e ${guard.cap} per MWh`;
    default:
      return english ? 'as it is, negative prices included' : 'così com’è, prezzi negativi compresi';
  }
}

function pueText(mode: Extract<PriceTerm, { code: 'energy.pue_overhead' }>['mode'], english: boolean): string {
  switch (mode.kind) {
    case 'fixed':
      return english ? `fixed PUE of ${mode.pue}` : `PUE fisso di ${mode.pue}`;
    case 'measured':
      return english ? 'measured PUE' : 'PUE misurato';
    case 'measured_capped':
      return english ? `measured PUE of at most ${mode.cap}` : `PUE misurato di al massimo ${mode.cap}`;
  }
}

function scope(term: PriceTerm, english: boolean): string[] {
  const parts = [
    term.billedIn === 'ADVANCE' ? (english ? 'Billed in advance.' : 'Fatturato in anticipo.') : english ? 'Billed in arrears.' : 'Fatturato a consuntivo.',
    term.trancheId === undefined ? '' : english ? `For tranche ${term.trancheId} alone.` : `Per la sola tranche ${term.trancheId}.`,
    term.passThrough ? (english ? 'Handed on at cost.' : 'Ribaltato al costo.') : '',
    term.from === undefined ? '' : english ? `From ${term.from}.` : `Dal ${term.from}.`,
    term.until === undefined ? '' : english ? `Until, not including, ${term.until}.` : `Fino al ${term.until} escluso.`,
  ];
  return parts.filter((part) => part !== '');
}

function growth(term: PriceTerm, english: boolean): string {
  const escalator: Escalator | undefined = 'escalator' in term ? term.escalator : undefined;
  if (!escalator) return '';
  const day = escalator.on === 'FIRST_OF_MONTH_AFTER' ? (english ? 'the first of the month after each anniversary' : 'il primo del mese dopo ogni anniversario') : english ? 'each anniversary' : 'ogni anniversario';
  if (escalator.kind === 'fixed')
    return english
      ? `The price grows by the share ${escalator.rate} on ${day} of ${escalator.effective}, always from the base price.`
      : `Il prezzo cresce della quota ${escalator.rate} a ${day} del ${escalator.effective}, sempre dal prezzo base.`;
  return english
    ? `The price follows the series ${escalator.seriesId} (base month ${escalator.baseMonth}) on ${day} of ${escalator.effective}.`
    : `Il prezzo segue la serie ${escalator.seriesId} (mese base ${escalator.baseMonth}) a ${day} del ${escalator.effective}.`;
}
