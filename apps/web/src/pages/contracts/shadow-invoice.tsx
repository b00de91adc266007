import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Badge } from '~/ui/badge';
import { Section } from '~/ui/page';
import { Table } from '~/ui/table';
import classes from './contracts.module.css';

const shadowDocument = graphql(`
  query ShadowInvoice($contractId: ID!) {
    shadowInvoice(contractId: $contractId) {
      worstMonth
      lightestMonth
      subtotal {
        amount
        currency
      }
      total {
        amount
        currency
      }
      basis {
        loadFactor
        pue
        indices {
          indexId
          perMwh
        }
      }
      months {
        from
        subtotal {
          amount
          currency
        }
        tax {
          amount
          currency
        }
        total {
          amount
          currency
        }
        lines {
          code
          termId
          amount {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** Twelve months under the drafted terms, by the very engine that will bill. An estimate, and marked as one. */
export function ShadowInvoice({ contractId }: { readonly contractId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const result = useQuery(shadowDocument, { variables: { contractId } });
  return (
    <Section title={t('shadow.title')} note={t('shadow.note')} aside={<Badge tone="estimate">{t('shadow.estimate')}</Badge>} flush>
      <Asked result={result} rows={4}>
        {({ shadowInvoice: shadow }) => {
          const codes = [...new Set(shadow.months.flatMap((month) => month.lines.map((line) => line.code)))];
          const taxed = shadow.months.some((month) => Number(month.tax.amount) !== 0);
          const { basis } = shadow;
          const indices = basis.indices.map((index) => `${index.indexId} ${format.decimal(index.perMwh, { min: 2, max: 2 })}/MWh`);
          return (
            <>
              <Table
                caption={t('shadow.title')}
                compact
                rows={shadow.months.map((month, index) => ({ month, mark: index === shadow.worstMonth ? 'worst' : index === shadow.lightestMonth ? 'lightest' : null }))}
                keyOf={({ month }) => month.from}
                columns={[
                  {
                    key: 'month',
                    head: t('shadow.month'),
                    cell: ({ month, mark }) => (
                      <span style={{ whiteSpace: 'nowrap' }}>
                        {format.month(month.from)} {mark === null ? null : <Badge tone={mark === 'worst' ? 'warning' : 'neutral'}>{t(`shadow.${mark === 'worst' ? 'worst' : 'lightest'}`)}</Badge>}
                      </span>
                    ),
                    foot: t('shadow.year'),
                  },
                  { key: 'total', head: t('invoice.total'), number: true, cell: ({ month }) => <strong>{format.wholeMoney(month.total)}</strong>, foot: format.wholeMoney(shadow.total) },
                  ...codes.map((code) => ({
                    key: code,
                    head: lineName(code),
                    number: true,
                    cell: ({ month }: { readonly month: (typeof shadow.months)[number] }) => {
                      const line = month.lines.find((known) => known.code === code);
                      return line ? format.wholeMoney(line.amount) : '—';
                    },
                  })),
                  ...(taxed ? [{ key: 'tax', head: t('line.tax'), number: true, cell: ({ month }: { readonly month: (typeof shadow.months)[number] }) => format.wholeMoney(month.tax) }] : []),
                ]}
              />
              <p className={classes['small']} style={{ margin: '8px 20px 16px' }}>
                {t('shadow.basis', { load: format.percent(basis.loadFactor, { min: 0, max: 1 }), pue: format.decimal(basis.pue, { min: 2, max: 4 }), indices: indices.join(', ') || t('shadow.noIndex') })}
              </p>
            </>
          );
        }}
      </Asked>
    </Section>
  );
}
