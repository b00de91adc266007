import type { home as english } from '../en/home';

export const home: Readonly<Record<keyof typeof english, string>> = {
  'home.title': '{{name}}',
  'home.answer': 'Rispondi alle richieste',
  'home.turns': 'Tocca a te',
  'home.turns.note': 'Ciò che ti aspetta, e fino a quando.',
  'home.noTurns': 'Nulla ti aspetta',
  'home.noTurns.why': 'Quando qualcuno propone, invia un contratto o emette una fattura, compare prima qui.',
  'home.proposal': 'Rispondi alla proposta per {{site}}',
  'home.contract': 'Contratto per {{site}}',
  'home.invoice': 'Paga la fattura {{number}}: {{amount}}',
  'home.dueOn': 'scade il {{date}}',
  'home.running': 'In corso',
  'sandbox.title': 'Orologio della sandbox',
  'sandbox.note': 'Spostarlo esegue tutto ciò che scade nel frattempo: scadenze, fatture, pagamenti. Solo in avanti.',
  'sandbox.now': 'L’orologio segna',
  'sandbox.to': 'Sposta a (UTC)',
  'sandbox.advance': 'Sposta l’orologio',
};
