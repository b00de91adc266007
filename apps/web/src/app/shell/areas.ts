import { IconBuildingStore, IconFileCheck, IconFileText, IconHome, IconInbox, IconReceipt } from '@tabler/icons-react';
import type { Session } from '~/features/session/session';

/** The areas of the left rail, with the key that goes there after `g`. */
export const areas = [
  { key: 'h', to: '/home', label: 'shell.home', icon: IconHome, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'm', to: '/market', label: 'shell.market', icon: IconBuildingStore, shown: () => true },
  { key: 'r', to: '/requests', label: 'shell.requests', icon: IconInbox, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'c', to: '/contracts', label: 'shell.contracts', icon: IconFileText, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'i', to: '/invoices', label: 'shell.invoices', icon: IconReceipt, shown: (session: Session) => session.state === 'signedIn' },
  { key: 'v', to: '/review', label: 'shell.review', icon: IconFileCheck, shown: (session: Session) => session.active?.kinds.includes('STAFF') ?? false },
] as const;
