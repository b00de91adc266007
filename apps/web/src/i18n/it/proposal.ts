import type { proposal as english } from '../en/proposal';

export const proposal: Readonly<Record<keyof typeof english, string>> = {
  'proposal.title': 'Proposta: {{site}}',
  'proposal.accept': 'Accetta la proposta',
  'proposal.decline': 'Rifiuta la proposta',
  'proposal.withdraw': 'Ritira la proposta',
  'proposal.reason': 'Motivo',
  'proposal.reason.why': 'L’altra parte lo legge.',
  'proposal.price': 'Prezzo',
  'proposal.price.note': 'Di esattamente questa capacità per esattamente questa durata, a pieno carico. Premi un numero per la sua base.',
  'proposal.most': 'Al massimo, in tutta la durata',
  'proposal.most.all': 'A pieno carico e imposte escluse. Nessuna voce segue un indice.',
  'proposal.most.but': 'A pieno carico e imposte escluse, senza ciò che segue un indice e non ha un massimo: {{terms}}.',
  'proposal.conditions': 'Condizioni',
  'proposal.versions': 'Versioni',
  'proposal.version': 'Versione',
  'proposal.versionBy': '{{number}}, di: {{side}}',
  'proposal.sent': 'Inviata',
  'proposal.offered': 'Che cosa si offre',
  'proposal.fee': 'Commissione della piattaforma',
  'proposal.fee.HOST': '{{rate}}, a carico dell’host',
  'proposal.fee.TENANT': '{{rate}}, a carico del cliente',
};
