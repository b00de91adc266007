import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { MarkBadge } from '~/features/metering/day-table';
import { exactSum } from '~/format/exact-sum';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Table } from '~/ui/table';
import { AddsUp } from './adds-up';

const lineIntervalsDocument = graphql(`
  query LineIntervals($id: ID!, $day: LocalDate!) {
    invoice(id: $id) {
      id
      currency
      lines {
        number
        intervals(day: $day) {
          startsAt
          energyKwh
          amount
          estimated
          missing
        }
      }
    }
  }
`);

interface Props {
  readonly invoiceId: string;
  readonly lineNumber: number;
  readonly day: string;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly zone: string;
  readonly hasEnergy: boolean;
}

/** The quarter-hours of a line on one local day, as they were pinned when it was billed; they sum to the day. */
export function LineIntervals({ invoiceId, lineNumber, day, total, zone, hasEnergy }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const result = useQuery(lineIntervalsDocument, { variables: { id: invoiceId, day }, fetchPolicy: 'no-cache' });
  return (
    <Asked result={result} rows={4}>
      {({ invoice }) => {
        const columns = invoice.lines.find((line) => line.number === lineNumber)?.intervals;
        if (!columns) return null;
        const rows = columns.startsAt.map((at, index) => ({
          at,
          kwh: columns.energyKwh[index] ?? '0',
          amount: columns.amount[index] ?? '0',
          mark: columns.missing[index] ? ('missing' as const) : columns.estimated[index] ? ('estimated' as const) : ('measured' as const),
        }));
        const sum = exactSum(rows.map((row) => row.amount));
        return (
          <>
            <Table
              caption={t('metering.intervalsOf', { day: format.date(day) })}
              compact
              rows={rows}
              keyOf={(row) => row.at}
              columns={[
                { key: 'at', head: t('line.intervalFrom', { day: format.date(day) }), cell: (row) => format.dateTime(row.at, zone), foot: t('line.intervals.sum') },
                { key: 'quality', head: t('metering.quality'), cell: (row) => <MarkBadge mark={row.mark} /> },
                ...(hasEnergy
                  ? [{ key: 'kwh', head: 'kWh', number: true, cell: (row: (typeof rows)[number]) => (row.mark === 'missing' ? t('ui.noData') : format.decimal(row.kwh, { min: 3, max: 3 })), foot: format.decimal(exactSum(rows.map((row) => row.kwh)), { min: 3, max: 3 }) }]
                  : []),
                { key: 'amount', head: invoice.currency, number: true, cell: (row) => format.money({ amount: row.amount, currency: invoice.currency }), foot: format.money({ amount: sum, currency: invoice.currency }) },
              ]}
            />
            <AddsUp sum={sum} whole={total.amount} of={t('line.theDay')} />
          </>
        );
      }}
    </Asked>
  );
}
