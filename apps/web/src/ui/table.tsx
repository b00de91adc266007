import { Fragment, type ReactNode } from 'react';
import classes from './table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  /** Numbers stand right, with their unit in the head. */
  readonly number?: boolean;
  readonly cell: (row: Row) => ReactNode;
  readonly foot?: ReactNode;
}

interface Props<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly compact?: boolean;
  /** On a phone each row becomes a card, its cells under the names of their columns. */
  readonly stacked?: boolean;
  /** What a row opens to, across the whole width under it; null for a closed one. */
  readonly detail?: (row: Row) => ReactNode;
}

/** What scrolls must take the focus, or a keyboard cannot scroll it (WCAG 2.1.1); it is no control for all that. */
const reachable = { tabIndex: 0 } as const;

/** A table with a caption for the ear, its first column as row heads, in a well that scrolls by keyboard on narrow screens. */
export function Table<Row>({ caption, columns, rows, keyOf, compact = false, stacked = false, detail }: Props<Row>) {
  const foot = columns.some((column) => column.foot !== undefined);
  return (
    <div className={classes['scroll']} role="region" aria-label={caption} {...reachable}>
      <table className={classes['table']} data-compact={compact || undefined} data-stacked={stacked || undefined}>
        <caption className={classes['caption']}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.number ? classes['number'] : undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={keyOf(row)}>
            <tr>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.key} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={column.number ? classes['number'] : undefined}>
                    {stacked ? (
                      <span className={classes['inlineHead']} aria-hidden="true">
                        {column.head}
                      </span>
                    ) : null}
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
            <Detail node={detail?.(row) ?? null} columns={columns.length} />
            </Fragment>
          ))}
        </tbody>
        {foot ? (
          <tfoot>
            <tr>
              {columns.map((column, index) => {
                const Cell = index === 0 ? 'th' : 'td';
                return (
                  <Cell key={column.key} className={column.number ? classes['number'] : undefined} {...(index === 0 ? { scope: 'row' } : {})}>
                    {column.foot}
                  </Cell>
                );
              })}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

function Detail({ node, columns }: { readonly node: ReactNode; readonly columns: number }) {
  if (node === null) return null;
  return (
    <tr className={classes['detail']}>
      <td colSpan={columns}>{node}</td>
    </tr>
  );
}
