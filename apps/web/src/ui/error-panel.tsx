import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { refusalFrom } from '~/app/refusal';
import classes from './error-panel.module.css';
import { LinkButton } from './link-button';
import { useRefusalText } from './use-refusal-text';

interface Props {
  readonly error: unknown;
  /** Reads can be tried again; after a refused command say that nothing changed. */
  readonly retry?: (() => void) | undefined;
  readonly command?: boolean;
}

/** An error: what happened, what is safe, what to do, and the reference that finds it in the log. */
export function ErrorPanel({ error, retry, command = false }: Props) {
  const { t } = useTranslation();
  const words = useRefusalText();
  const refusal = refusalFrom(error);
  const anonymous = refusal.kind === 'UNAUTHENTICATED' && !command;
  return (
    <div role="alert" className={classes['panel']} data-quiet={anonymous || undefined}>
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div className={classes['words']}>
        <p className={classes['title']}>{anonymous ? t('error.signIn') : t('error.title')}</p>
        {anonymous ? null : <p>{words(refusal)}</p>}
        {command ? <p>{t('error.safe')}</p> : null}
        {anonymous ? null : (
          <p className={classes['small']}>
            {t('error.code', { code: refusal.code })}
            {refusal.reference === null ? null : ` · ${t('error.reference', { reference: refusal.reference })}`}
          </p>
        )}
        <div className={classes['actions']}>
          {anonymous ? (
            <LinkButton to="/login" search={{ to: `${window.location.pathname}${window.location.search}` }}>
              {t('shell.signIn')}
            </LinkButton>
          ) : null}
          {retry && !anonymous ? (
            <Button variant="default" onClick={retry}>
              {t('ui.retry')}
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}
