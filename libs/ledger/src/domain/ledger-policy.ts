import { rule } from '@busbar/kernel';

/** The books are the platform's own: staff alone reads them. Hosts and tenants see their part on invoices and payouts. */
export const ledgerPolicy = {
  trialBalance: rule('trialBalance', { kinds: ['STAFF'] }),
  transactions: rule('ledgerTransactions', { kinds: ['STAFF'] }),
};
