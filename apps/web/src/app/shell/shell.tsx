import { Burger } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { LinkButton } from '~/ui/link-button';
import { Mark } from '~/ui/mark';
import { areas } from './areas';
import { Profile } from './profile';
import { SchemeSwitch } from './scheme-switch';
import classes from './shell.module.css';
import { useKeys } from './use-keys';
import { WorkspaceSwitch } from './workspace-switch';

const KeyHelp = lazy(() => import('./key-help'));

/** Left rail of areas, bar on top, page in the middle. On a phone the rail opens over the page. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const format = useFormat();
  const { online } = useNetwork();
  const [menu, { toggle, close }] = useDisclosure(false);
  const [help, helpDialog] = useDisclosure(false);
  const { pathname } = useLocation();
  useKeys(helpDialog.open);
  useEffect(close, [pathname, close]);
  const shown = areas.filter((area) => area.shown(session));
  return (
    <div className={classes['shell']}>
      <a className="bb-skip" href="#content">
        {t('shell.skip')}
      </a>
      <header className={classes['top']}>
        <Burger className={classes['burger']} opened={menu} onClick={toggle} size="sm" aria-label={t('shell.menu')} aria-expanded={menu} aria-controls="areas" />
        <Link to="/market" className={classes['brand']}>
          <Mark />
          <span>Busbar</span>
        </Link>
        <WorkspaceSwitch />
        <div className={classes['right']}>
          <SchemeSwitch />
          <Profile onHelp={helpDialog.open} />
        </div>
      </header>
      <nav id="areas" className={classes['rail']} data-open={menu || undefined} aria-label={t('shell.areas')}>
        <ul>
          {shown.map((area) => (
            <li key={area.to}>
              <Link to={area.to} className={classes['area']} activeProps={{ 'data-active': true }}>
                <area.icon size={20} stroke={1.5} aria-hidden="true" />
                {t(area.label)}
              </Link>
            </li>
          ))}
        </ul>
        {session.state === 'anonymous' ? (
          <div className={classes['door']}>
            <LinkButton to="/demo" variant="default" fullWidth>
              {t('shell.tryDemo')}
            </LinkButton>
          </div>
        ) : null}
      </nav>
      <main id="content" className={classes['main']} tabIndex={-1}>
        {online ? null : (
          <p role="status" className={classes['offline']}>
            <IconPlugConnectedX size={18} aria-hidden="true" /> {t('shell.offline')}
          </p>
        )}
        {session.demoClock === null ? null : <p className={classes['demo']}>{t('shell.demoBar', { clock: format.dateTime(session.demoClock, 'UTC') })}</p>}
        <Outlet />
      </main>
      {help ? (
        <Suspense>
          <KeyHelp opened onClose={helpDialog.close} />
        </Suspense>
      ) : null}
    </div>
  );
}
