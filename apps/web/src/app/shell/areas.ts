import { IconBuildingBank, IconBuildingStore, IconCreditCard, IconFileCheck, IconFileText, IconHome, IconInbox, IconReceipt } from '@tabler/icons-react';
import { hasRole, type Session } from '~/features/session/session';

/** The areas of the left rail, with the key that goes there after `g`. */
export const areas = [
  { key: 'h', to: '/home', label: 'shell.home', icon: IconHome, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'm', to: '/market', label: 'shell.market', icon: IconBuildingStore, shown: () => true },
  { key: 'r', to: '/requests', label: 'shell.requests', icon: IconInbox, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'c', to: '/contracts', label: 'shell.contracts', icon: IconFileText, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'i', to: '/invoices', label: 'shell.invoices', icon: IconReceipt, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'p', to: '/payment-methods', label: 'shell.paymentMethods', icon: IconCreditCard, shown: (session: Session) => hasRole(session, 'TENANT') },
  { key: 'o', to: '/payouts', label: 'shell.payouts', icon: IconBuildingBank, shown: (session: Session) => hasRole(session, 'HOST') || hasRole(session, 'STAFF') },
  { key: 'v', to: '/review', label: 'shell.review', icon: IconFileCheck, shown: (session: Session) => hasRole(session, 'STAFF') },
] as const;
