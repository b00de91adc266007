import { Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { LinkButton } from '~/ui/link-button';
import { Page } from '~/ui/page';
import classes from './welcome.module.css';

const promises = ['price', 'once', 'bill'] as const;

/** The front door for whoever is not signed in; everybody else goes on to what waits for them. */
export function WelcomePage() {
  const { t } = useTranslation();
  const session = useSession();
  if (session.state === 'loading') return null;
  if (session.state === 'signedIn') return <Navigate to="/home" replace />;
  return (
    <Page title={t('welcome.title')} lead={t('welcome.lead')}>
      <div className={classes['doors']}>
        <LinkButton to="/demo">{t('shell.tryDemo')}</LinkButton>
        <LinkButton to="/market" variant="default">
          {t('welcome.browse')}
        </LinkButton>
        <LinkButton to="/help/prices" variant="subtle">
          {t('shell.prices')}
        </LinkButton>
      </div>
      <div className={classes['promises']}>
        {promises.map((promise) => (
          <section key={promise}>
            <h2>{t(`welcome.${promise}.title`)}</h2>
            <p>{t(`welcome.${promise}.what`)}</p>
          </section>
        ))}
      </div>
    </Page>
  );
}
