import { useTranslation } from 'react-i18next';
import { useSession, hasRole } from '~/features/session/session';
import { Badge } from '~/ui/badge';

/** Whose answer is awaited, from where the reader sits. */
export function Turn({ side }: { readonly side: 'HOST' | 'TENANT' | null | undefined }) {
  const { t } = useTranslation();
  const session = useSession();
  if (!side) return null;
  if (hasRole(session, side)) return <Badge tone="warning">{t('turn.yours')}</Badge>;
  return <Badge tone="neutral">{t(`turn.${side}`)}</Badge>;
}
