/**
 * The document of a contract version as text. Deterministic: the same terms give the same bytes, on every machine and in
 * every year, so nothing here asks a locale, a clock or a database. The text ends with the terms themselves as data, so
 * that no term can change without changing the hash.
 */
import { moneyText, parseMoney } from '@busbar/kernel';
import { canonicalText, type ContractTerms, type FirmnessTerms, type Language, type SecurityTerms, type TrancheTerms } from './contract-terms';
import { priceSentence } from './price-sentences';

/** What names a version in its document. */
export interface DocumentHead {
  readonly contractId: string;
  readonly versionNumber: number;
}

/** Version of the wording below. A change of wording is a new number: what was signed keeps its stored bytes. */
export const DOCUMENT_FORM = 1;

interface Words {
  readonly title: Readonly<Record<ContractTerms['product'], string>>;
  readonly version: string;
  readonly governs: string;
  readonly courtesy: string;
  readonly parties: string;
  readonly host: string;
  readonly tenant: string;
  readonly capacity: string;
  readonly term: (start: string, end: string, zone: string) => string;
  readonly tranche: (tranche: TrancheTerms, number: number) => string;
  readonly ramp: (share: string, month: number) => string;
  readonly handover: string;
  readonly firmness: (firmness: FirmnessTerms) => string;
  readonly prices: string;
  readonly taxes: string;
  readonly noTaxes: string;
  readonly payment: (terms: ContractTerms) => readonly string[];
  readonly security: (security: SecurityTerms, amount: string) => string;
  readonly conditions: string;
  readonly noConditions: string;
  readonly signatures: string;
  readonly signing: string;
  readonly annex: string;
}

const english: Words = {
  title: { COLOCATION: 'Colocation contract', GPU_CLUSTER: 'GPU capacity contract', INTERRUPTIBLE_POWER: 'Interruptible power contract' },
  version: 'Version',
  governs: 'This text governs.',
  courtesy: 'Courtesy translation: the text in Italian governs.',
  parties: '1. Parties',
  host: 'Host',
  tenant: 'Tenant',
  capacity: '2. Capacity and term',
  term: (start, end, zone) => `The term runs from ${start} to, and not including, ${end}. Days are local days of ${zone}.`,
  tranche: (tranche, number) =>
    `Tranche ${number} [${tranche.id}]: ${tranche.kw} kW of critical power in ${tranche.hallName}, ${tranche.siteName}${tranche.gpus > 0 ? `, with ${tranche.gpus} GPUs ${tranche.gpuModel ?? ''}` : ''}; reserved from ${tranche.start} to, and not including, ${tranche.end}; rent from ${tranche.rentStart}.`,
  ramp: (share, month) => `From month ${month} of rent the share ${share} of the kW is billed.`,
  handover: 'A tranche becomes billable when the tenant accepts its handover. Acceptance after the day of rent moves that day to the day of acceptance.',
  firmness: (firmness) =>
    firmness.kind === 'FIRM'
      ? 'The power is firm.'
      : `The power is ${firmness.kind === 'CURTAILABLE' ? 'curtailable' : 'interruptible'}: up to ${firmness.curtailableHours} hours a year with ${firmness.noticeMinutes} minutes’ notice; ${firmness.retainedPercent} % stays on.`,
  prices: '3. Prices',
  taxes: '4. Taxes',
  noTaxes: 'No tax is added.',
  payment: (terms) => [
    `Billing periods begin on day ${terms.billingDay} of each month, in shorter months on the last day. Invoices are in ${terms.currency} and due ${terms.paymentDays} days after issue.`,
    terms.settlement === 'PLATFORM' ? 'Invoices are paid through Busbar, which pays the host out.' : 'Invoices are paid directly to the host.',
    `Busbar keeps the share ${terms.platformFeeRate} of every line that is not handed on at cost, from the host’s part.`,
  ],
  security: (security, amount) => (security.kind === 'NONE' ? 'No security is required.' : `${security.kind === 'DEPOSIT' ? 'A deposit' : 'A prepayment'} of ${amount} is due before the contract takes effect.`),
  conditions: '6. Conditions of the proposal',
  noConditions: 'None.',
  signatures: '7. Signatures',
  signing: 'Each party signs electronically, by its signatory, the document that carries this hash. This is a simple electronic signature.',
  annex: 'Annex: the terms as data',
};

const italian: Words = {
  title: { COLOCATION: 'Contratto di colocation', GPU_CLUSTER: 'Contratto di capacità GPU', INTERRUPTIBLE_POWER: 'Contratto di energia interrompibile' },
  version: 'Versione',
  governs: 'Fa fede questo testo.',
  courtesy: 'Traduzione di cortesia: fa fede il testo inglese.',
  parties: '1. Parti',
  host: 'Host',
  tenant: 'Tenant',
  capacity: '2. Capacità e durata',
  term: (start, end, zone) => `La durata va dal ${start} al ${end} escluso. I giorni sono giorni locali di ${zone}.`,
  tranche: (tranche, number) =>
    `Tranche ${number} [${tranche.id}]: ${tranche.kw} kW di potenza critica in ${tranche.hallName}, ${tranche.siteName}${tranche.gpus > 0 ? `, con ${tranche.gpus} GPU ${tranche.gpuModel ?? ''}` : ''}; riservata dal ${tranche.start} al ${tranche.end} escluso; canone dal ${tranche.rentStart}.`,
  ramp: (share, month) => `Dal mese ${month} di canone è fatturata la quota ${share} dei kW.`,
  handover: 'Una tranche diventa fatturabile quando il tenant ne accetta la consegna. Un’accettazione successiva al giorno del canone sposta quel giorno al giorno dell’accettazione.',
  firmness: (firmness) =>
    firmness.kind === 'FIRM'
      ? 'La potenza è ferma.'
      : `La potenza è ${firmness.kind === 'CURTAILABLE' ? 'riducibile' : 'interrompibile'}: fino a ${firmness.curtailableHours} ore l’anno con ${firmness.noticeMinutes} minuti di preavviso; il ${firmness.retainedPercent} % resta attivo.`,
  prices: '3. Prezzi',
  taxes: '4. Imposte',
  noTaxes: 'Nessuna imposta è aggiunta.',
  payment: (terms) => [
    `I periodi di fatturazione iniziano il giorno ${terms.billingDay} di ogni mese, nei mesi più corti l’ultimo giorno. Le fatture sono in ${terms.currency} e scadono ${terms.paymentDays} giorni dopo l’emissione.`,
    terms.settlement === 'PLATFORM' ? 'Le fatture si pagano tramite Busbar, che versa all’host.' : 'Le fatture si pagano direttamente all’host.',
    `Busbar trattiene la quota ${terms.platformFeeRate} di ogni riga non ribaltata al costo, dalla parte dell’host.`,
  ],
  security: (security, amount) => (security.kind === 'NONE' ? 'Nessuna garanzia è richiesta.' : `${security.kind === 'DEPOSIT' ? 'Un deposito' : 'Un anticipo'} di ${amount} è dovuto prima che il contratto abbia effetto.`),
  conditions: '6. Condizioni della proposta',
  noConditions: 'Nessuna.',
  signatures: '7. Firme',
  signing: 'Ogni parte firma elettronicamente, tramite il suo firmatario, il documento che porta questa impronta. È una firma elettronica semplice.',
  annex: 'Allegato: i termini come dati',
};

const sectionFive: Readonly<Record<Language, string>> = { en: '5. Billing, payment and security', it: '5. Fatturazione, pagamento e garanzia' };
const inWords: Readonly<Record<Language, Words>> = { en: english, it: italian };

/** The whole document; lines end with a line feed, and so does the last. */
export function documentText(head: DocumentHead, terms: ContractTerms, language: Language): string {
  const words = inWords[language];
  const lines = [
    `BUSBAR · ${words.title[terms.product]} ${head.contractId}`,
    `${words.version} ${head.versionNumber} · ${DOCUMENT_FORM}`,
    language === terms.language ? words.governs : words.courtesy,
    '',
    words.parties,
    `${words.host}: ${terms.host.name} [${terms.host.organisationId}]`,
    `${words.tenant}: ${terms.tenant.name} [${terms.tenant.organisationId}]`,
    '',
    words.capacity,
    words.term(terms.start, terms.end, terms.zone),
    ...terms.tranches.flatMap((tranche, index) => [words.tranche(tranche, index + 1), ...tranche.ramp.map((step) => words.ramp(step.share, step.fromMonth))]),
    words.handover,
    words.firmness(terms.firmness),
    '',
    words.prices,
    ...terms.prices.map((term) => priceSentence(term, terms.currency, language)),
    '',
    words.taxes,
    ...(terms.taxes.length === 0 ? [words.noTaxes] : terms.taxes.map((tax) => `${tax.code}: ${tax.rate} (${tax.treatment ?? 'STANDARD'})${tax.note === undefined ? '' : ` · ${tax.note}`}`)),
    '',
    sectionFive[language],
    ...words.payment(terms),
    words.security(terms.security, securityAmount(terms)),
    '',
    words.conditions,
    terms.conditions.trim() === '' ? words.noConditions : terms.conditions.trim(),
    '',
    words.signatures,
    words.signing,
    '',
    words.annex,
    canonicalText(terms),
  ];
  return `${lines.join('\n')}\n`;
}

const securityAmount = (terms: ContractTerms): string => (terms.security.kind === 'NONE' ? '' : `${moneyText(parseMoney(terms.security.amount, terms.currency))} ${terms.currency}`);
