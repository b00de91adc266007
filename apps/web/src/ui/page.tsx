import { useEffect, useRef, type ReactNode } from 'react';
import classes from './page.module.css';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Small print above the title: where the reader is. */
  readonly over?: ReactNode;
  readonly badge?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title is the document's, and takes the focus when one arrives, so that a screen reader says where it is. */
export function Page({ title, lead, over, badge, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Busbar`;
  }, [title]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes['page']}>
      <header className={classes['header']}>
        <div className={classes['words']}>
          {over === undefined ? null : <div className={classes['over']}>{over}</div>}
          <div className={classes['titleRow']}>
            <h1 ref={heading} tabIndex={-1} className={classes['title']}>
              {title}
            </h1>
            {badge}
          </div>
          {lead === undefined ? null : <p className={classes['lead']}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly note?: ReactNode;
  /** Without padding, for a table that reaches the card's edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, aside, note, flush = false, children }: SectionProps) {
  return (
    <section className={classes['section']}>
      <div className={classes['sectionHead']}>
        <div>
          <h2 className={classes['sectionTitle']}>{title}</h2>
          {note === undefined ? null : <p className={classes['note']}>{note}</p>}
        </div>
        {aside}
      </div>
      <div className={flush ? classes['flush'] : classes['body']}>{children}</div>
    </section>
  );
}

/** Work on the left, facts on the right; one column on a phone. */
export function Columns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className={classes['columns']}>
      <div className={classes['stack']}>{main}</div>
      <aside className={classes['stack']}>{side}</aside>
    </div>
  );
}

export function Stack({ children }: { readonly children: ReactNode }) {
  return <div className={classes['stack']}>{children}</div>;
}
