import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Names and values, as a definition list. `wide` puts several beside each other. */
export function Facts({ facts, wide = false }: { readonly facts: readonly (Fact | null)[]; readonly wide?: boolean }) {
  return (
    <dl className={classes[wide ? 'wide' : 'facts']}>
      {facts
        .filter((fact) => fact !== null)
        .map((fact) => (
          <div key={fact.label} className={classes['fact']}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}
