import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './states.module.css';

/** Grey bars of the coming page's height, after 200 ms only: a flash of skeleton is worse than a short wait. */
export function Loading({ rows = 6 }: { readonly rows?: number }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className={classes['loading']}>
      <VisuallyHidden role="status">{late ? t('ui.loading') : ''}</VisuallyHidden>
      {late ? Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={44} radius="sm" />) : null}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly why: string;
  readonly action?: ReactNode;
}

/** Nothing here: why, and the one thing to do about it. */
export function Empty({ title, why, action }: EmptyProps) {
  return (
    <div className={classes['empty']}>
      <p className={classes['emptyTitle']}>{title}</p>
      <p className={classes['why']}>{why}</p>
      {action}
    </div>
  );
}
