import { useTranslation } from 'react-i18next';
import { LinkButton } from '~/ui/link-button';
import { Page } from '~/ui/page';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.notFound')} lead={t('shell.notFound.what')}>
      <div>
        <LinkButton to="/market">
          {t('shell.backToMarket')}
        </LinkButton>
      </div>
    </Page>
  );
}
