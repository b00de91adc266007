import { useQuery } from '@apollo/client/react';
import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exactSum } from '~/format/exact-sum';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Badge } from '~/ui/badge';
import { Table } from '~/ui/table';
import { AddsUp } from './adds-up';
import { LineIntervals } from './line-intervals';
import classes from './invoices.module.css';

const lineDaysDocument = graphql(`
  query LineDays($id: ID!) {
    invoice(id: $id) {
      id
      lines {
        number
        days {
          day
          energyKwh
          intervals
          estimated
          missing
          amount {
            amount
            currency
          }
        }
      }
    }
  }
`);

interface Props {
  readonly invoiceId: string;
  readonly lineNumber: number;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly zone: string;
  readonly hasEnergy: boolean;
}

/** A line's local days; their amounts sum to the line. A day with quarter-hours behind it opens to them. */
export function LineDays({ invoiceId, lineNumber, total, zone, hasEnergy }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: '/invoices/$invoiceId' });
  const navigate = useNavigate({ from: '/invoices/$invoiceId' });
  const result = useQuery(lineDaysDocument, { variables: { id: invoiceId } });
  const open = (day: string): void => void navigate({ search: { line: String(lineNumber), ...(search.day === day ? {} : { day }) }, replace: true, resetScroll: false });
  return (
    <Asked result={result} rows={4}>
      {({ invoice }) => {
        const days = invoice.lines.find((line) => line.number === lineNumber)?.days ?? [];
        const sum = exactSum(days.map((day) => day.amount.amount));
        const chosen = days.find((day) => day.day === search.day && day.intervals > 0);
        return (
          <>
            <Table
              caption={t('line.days')}
              compact
              rows={days}
              keyOf={(day) => day.day}
              detail={(day) => (day === chosen ? <LineIntervals invoiceId={invoiceId} lineNumber={lineNumber} day={day.day} total={day.amount} zone={zone} hasEnergy={hasEnergy} /> : null)}
              columns={[
                {
                  key: 'day',
                  head: t('metering.day'),
                  cell: (day) =>
                    day.intervals === 0 ? (
                      format.date(day.day)
                    ) : (
                      <UnstyledButton className={classes['day']} aria-expanded={search.day === day.day} onClick={() => open(day.day)}>
                        {search.day === day.day ? <IconChevronDown size={16} aria-hidden="true" /> : <IconChevronRight size={16} aria-hidden="true" />}
                        {format.date(day.day)}
                      </UnstyledButton>
                    ),
                  foot: t('line.days.sum'),
                },
                {
                  key: 'intervals',
                  head: t('metering.intervals'),
                  number: true,
                  cell: (day) => (
                    <span>
                      {day.estimated > 0 ? <Badge tone="estimate">{t('line.estimated', { count: day.estimated })}</Badge> : null}
                      {day.missing > 0 ? <Badge tone="warning">{t('line.missing', { count: day.missing })}</Badge> : null} {day.intervals === 0 ? '—' : format.decimal(day.intervals)}
                    </span>
                  ),
                },
                ...(hasEnergy ? [{ key: 'kwh', head: 'kWh', number: true, cell: (day: (typeof days)[number]) => format.decimal(day.energyKwh, { min: 3, max: 3 }), foot: format.decimal(exactSum(days.map((day) => day.energyKwh)), { min: 3, max: 3 }) }] : []),
                { key: 'amount', head: total.currency, number: true, cell: (day) => format.money(day.amount), foot: format.money({ amount: sum, currency: total.currency }) },
              ]}
            />
            <AddsUp sum={sum} whole={total.amount} of={t('line.theLine')} />
          </>
        );
      }}
    </Asked>
  );
}
