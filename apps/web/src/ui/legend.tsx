import classes from './legend.module.css';

export interface LegendItem {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly stroke: 'solid' | 'dashed' | 'hatch' | 'dotted' | 'bar';
}

/** The legend of a chart in text: what each stroke means, whatever the colours look like to the reader. */
export function Legend({ items }: { readonly items: readonly LegendItem[] }) {
  return (
    <ul className={classes['legend']}>
      {items.map((item) => (
        <li key={item.key} className={classes['item']}>
          <Swatch item={item} />
          {item.label}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ item }: { readonly item: LegendItem }) {
  if (item.stroke === 'bar') return <span className={classes['bar']} style={{ background: item.colour }} aria-hidden="true" />;
  if (item.stroke === 'hatch') return <span className={classes['hatch']} style={{ color: item.colour }} aria-hidden="true" />;
  const dash = { solid: undefined, dashed: '6 4', dotted: '2 3' }[item.stroke];
  return (
    <svg width="24" height="8" aria-hidden="true" focusable="false">
      <path d="M0 4h24" stroke={item.colour} strokeWidth="2" {...(dash === undefined ? {} : { strokeDasharray: dash })} />
    </svg>
  );
}
