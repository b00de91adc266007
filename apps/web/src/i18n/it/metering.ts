import type { metering as english } from '../en/metering';

export const metering: Readonly<Record<keyof typeof english, string>> = {
  'metering.mark.measured': 'Misurato',
  'metering.mark.estimated': 'Stimato',
  'metering.mark.edited': 'Rettificato',
  'metering.mark.questionable': 'Dubbio',
  'metering.mark.missing': 'Nessun dato',
  'metering.contractedAt': 'Contrattuale {{power}}',
  'metering.stretch': 'Periodo mostrato',
  'metering.all': 'Intero periodo',
  'metering.previousDay': 'Giorno precedente',
  'metering.nextDay': 'Giorno successivo',
  'metering.picture': 'Potenza nel tempo, {{stretch}}: {{measured}} quarti d’ora misurati, {{estimated}} stimati, {{missing}} senza dati.',
  'metering.byDay': 'Energia per giorno',
  'metering.day': 'Giorno',
  'metering.intervals': 'Quarti d’ora',
  'metering.intervalsOf': 'Quarti d’ora del {{day}}',
  'metering.start': 'Da',
  'metering.quality': 'Qualità',
};
