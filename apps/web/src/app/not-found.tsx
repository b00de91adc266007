import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '~/ui/page';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.notFound')} lead={t('shell.notFound.what')}>
      <div>
        <Button component={Link} to="/market">
          {t('shell.backToMarket')}
        </Button>
      </div>
    </Page>
  );
}
