/**
 * What a reviewer looks at before a contract binds: 34 items in six groups (contracts.md section 4). An item that is
 * marked red blocks approval while it is open or failed.
 */
import type { Language } from './contract-terms';

export const reviewGroups = ['PARTIES', 'PROPERTY', 'POWER', 'TECHNICAL', 'COMMERCIAL', 'RISK_AND_LAW'] as const;
export type ReviewGroup = (typeof reviewGroups)[number];

export interface ChecklistItem {
  /** 1 … 34; stable. */
  readonly number: number;
  readonly group: ReviewGroup;
  /** Blocks approval while open or failed. */
  readonly red: boolean;
  readonly title: Readonly<Record<Language, string>>;
}

const red = true;
const plain = false;

type Row = readonly [group: ReviewGroup, red: boolean, en: string, it: string];

const rows: readonly Row[] = [
  ['PARTIES', red, 'Both organisations are registered; owners of 25 % or more and the signatories’ authority are proven', 'Entrambe le organizzazioni sono registrate; titolari effettivi dal 25 % e poteri di firma sono provati'],
  ['PARTIES', red, 'No sanctions, exposed persons or adverse media on companies, owners, payer and bank', 'Nessuna sanzione, persona esposta o notizia avversa su società, titolari, pagatore e banca'],
  ['PARTIES', plain, 'Related parties are disclosed', 'Le parti correlate sono dichiarate'],
  ['PARTIES', red, 'The source of funds is known; a third party who pays is explained', 'L’origine dei fondi è nota; un terzo pagatore è spiegato'],
  ['PROPERTY', red, 'Title or lease lasts beyond the end of hosting and the time to remove equipment', 'La proprietà o la locazione dura oltre la fine dell’hosting e il tempo per rimuovere le apparecchiature'],
  ['PROPERTY', plain, 'Landlord’s consent, non-disturbance agreement, mortgages and easements are on file', 'Consenso del proprietario, accordo di non turbativa, ipoteche e servitù sono agli atti'],
  ['PROPERTY', plain, 'Zoning permits a data centre, not mining alone', 'La destinazione d’uso ammette un data centre, non solo il mining'],
  ['POWER', red, 'Interconnection agreement: megawatts, voltage, firmness, deposits and milestones', 'Accordo di connessione: megawatt, tensione, fermezza, depositi e tappe'],
  ['POWER', plain, 'The energisation letter states the megawatts that are listed', 'La lettera di messa in tensione indica i megawatt offerti'],
  ['POWER', red, 'The supply contract lasts to the end of hosting, or the tenant accepted a pass-through', 'Il contratto di fornitura dura fino alla fine dell’hosting, o il tenant ha accettato il ribaltamento dei costi'],
  ['POWER', plain, 'The tariff class after conversion is confirmed in writing', 'La classe tariffaria dopo la conversione è confermata per iscritto'],
  ['POWER', red, 'Curtailment: hours, notice and who pays, without contradiction to service levels and the tenant’s tolerance', 'Riduzioni: ore, preavviso e chi paga, senza contraddire i livelli di servizio e la tolleranza del tenant'],
  ['POWER', plain, 'Large loads in Texas (75 MW and more): the file that SB 6 asks for', 'Grandi carichi in Texas (da 75 MW): il fascicolo richiesto da SB 6'],
  ['POWER', plain, 'Who bears coincident-peak and capacity costs', 'Chi sostiene i costi di picco coincidente e di capacità'],
  ['POWER', plain, 'On-site gas: supply term, air permit, engine hours, methane claim', 'Gas in sito: durata della fornitura, permesso atmosferico, ore motore, dichiarazione sul metano'],
  ['TECHNICAL', plain, 'The design suits the density and the cooling of the GPUs', 'Il progetto è adatto alla densità e al raffreddamento delle GPU'],
  ['TECHNICAL', plain, 'The promised PUE has a measured or modelled basis', 'Il PUE promesso ha una base misurata o modellata'],
  ['TECHNICAL', plain, 'The redundancy drawn supports the availability promised', 'La ridondanza di progetto sostiene la disponibilità promessa'],
  ['TECHNICAL', plain, 'Commissioning reports exist to the level claimed', 'I rapporti di collaudo esistono fino al livello dichiarato'],
  ['TECHNICAL', plain, 'Meters: class, certificates, place, ratios, access to data, way of dispute', 'Contatori: classe, certificati, posizione, rapporti, accesso ai dati, modo di contestazione'],
  ['TECHNICAL', plain, 'Two fibre routes, or the tenant’s waiver', 'Due percorsi in fibra, o la rinuncia del tenant'],
  ['COMMERCIAL', plain, 'The price lies within the range of reference, or is justified', 'Il prezzo è nell’intervallo di riferimento, o è giustificato'],
  ['COMMERCIAL', plain, 'Take-or-pay, ramp, escalator and caps are computed in examples', 'Take-or-pay, rampa, indicizzazione e tetti sono calcolati in esempi'],
  ['COMMERCIAL', plain, 'Units agree: IT or facility kWh, contracted or metered kW, currency, tax', 'Le unità concordano: kWh IT o di impianto, kW contrattuali o misurati, valuta, imposte'],
  ['COMMERCIAL', plain, 'Deposit and credit support cover the exposure', 'Deposito e garanzie coprono l’esposizione'],
  ['COMMERCIAL', plain, 'Late delivery, long-stop date and service credits can be enforced', 'Ritardo di consegna, termine ultimo e crediti di servizio sono applicabili'],
  ['COMMERCIAL', plain, 'Termination, step-in, assignment, change of law and force majeure are settled', 'Risoluzione, subentro, cessione, mutamento di legge e forza maggiore sono regolati'],
  ['RISK_AND_LAW', plain, 'Insurance: property, interruption, liability, cyber, GPUs in transit and on site', 'Assicurazioni: beni, interruzione, responsabilità, cyber, GPU in transito e in sito'],
  ['RISK_AND_LAW', plain, 'Export control: classification of the GPUs, destination, headquarters of user and parent', 'Controllo delle esportazioni: classificazione delle GPU, destinazione, sede dell’utente e della capogruppo'],
  ['RISK_AND_LAW', plain, 'Environmental permits: air, water, noise, waste, refrigerants, flood and seismic risk', 'Permessi ambientali: aria, acqua, rumore, rifiuti, refrigeranti, rischio idraulico e sismico'],
  ['RISK_AND_LAW', plain, 'Data protection terms and access by authorities', 'Protezione dei dati e accesso delle autorità'],
  ['RISK_AND_LAW', plain, 'Governing law, venue and validity of the electronic signature', 'Legge applicabile, foro e validità della firma elettronica'],
  ['RISK_AND_LAW', plain, 'The carbon claim has a basis and certificates', 'La dichiarazione sul carbonio ha una base e certificati'],
  ['RISK_AND_LAW', red, 'No megawatt is promised twice: contracted and offered do not exceed what is available, by date', 'Nessun megawatt è promesso due volte: contrattato e offerto non superano il disponibile, per data'],
];

export const checklist: readonly ChecklistItem[] = rows.map(([group, isRed, en, it], index) => ({ number: index + 1, group, red: isRed, title: { en, it } }));

/** The item of a number, or null. */
export const checklistItem = (number: number): ChecklistItem | null => checklist.find((item) => item.number === number) ?? null;
