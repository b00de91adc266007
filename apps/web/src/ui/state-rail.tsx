import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './state-rail.module.css';

/** A breaker on the rail: closed is behind us, ours waits for the reader, theirs for the other side, open is to come. */
export type BreakerState = 'closed' | 'ours' | 'theirs' | 'open' | 'stopped';

export interface Breaker {
  readonly key: string;
  readonly label: string;
  readonly state: BreakerState;
  /** A second line under the label: a date, a name. */
  readonly note?: string | undefined;
}

interface Props {
  readonly label: string;
  readonly breakers: readonly Breaker[];
}

/** The product's own device: a copper line with breakers, for the states of contracts, requests and conversions. */
export function StateRail({ label, breakers }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={classes['rail']} aria-label={label}>
      {breakers.map((breaker) => {
        const current = breaker.state === 'ours' || breaker.state === 'theirs' || breaker.state === 'stopped';
        return (
          <li key={breaker.key} className={classes['step']} data-state={breaker.state} {...(current ? { 'aria-current': 'step' as const } : {})}>
            <Symbol state={breaker.state} />
            <span className={classes['label']}>{breaker.label}</span>
            <VisuallyHidden>, {t(`ui.rail.${breaker.state}`)}</VisuallyHidden>
            {breaker.note === undefined ? null : <span className={classes['note']}>{breaker.note}</span>}
          </li>
        );
      })}
    </ol>
  );
}

function Symbol({ state }: { readonly state: BreakerState }) {
  return (
    <svg className={classes['symbol']} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="6.5" className={classes['ring']} />
      {state === 'closed' ? <circle cx="8" cy="8" r="6.5" className={classes['full']} /> : null}
      {state === 'ours' ? <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" className={classes['full']} /> : null}
      {state === 'theirs' ? <circle cx="8" cy="8" r="2.5" className={classes['full']} /> : null}
      {state === 'stopped' ? <path d="M5.5 5.5l5 5m0-5l-5 5" className={classes['cross']} /> : null}
    </svg>
  );
}
