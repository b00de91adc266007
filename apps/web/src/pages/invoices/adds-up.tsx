import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { sameNumber } from '~/format/exact-sum';
import classes from './invoices.module.css';

/** Says whether the parts are the whole, to the last digit. It is computed here, from what is on the screen. */
export function AddsUp({ sum, whole, of }: { readonly sum: string; readonly whole: string; readonly of: string }) {
  const { t } = useTranslation();
  const fits = sameNumber(sum, whole);
  return (
    <p className={classes['addsUp']} data-fits={fits}>
      {fits ? <IconCheck size={16} aria-hidden="true" /> : <IconAlertTriangle size={16} aria-hidden="true" />}
      {fits ? t('line.addsUp', { of }) : t('line.doesNotAddUp', { of })}
    </p>
  );
}
