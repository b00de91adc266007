import { useQuery } from '@apollo/client/react';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { InvoiceBadge } from '~/features/invoice/invoice-badge';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { Page, Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';

const invoicesDocument = graphql(`
  query Invoices($contractId: ID) {
    invoices(first: 50, contractId: $contractId) {
      edges {
        node {
          id
          number
          document
          state
          paymentState
          from
          to
          dueOn
          currency
          total {
            amount
            currency
          }
          openBalance {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** What was issued or is owed, the latest first; all, or those of one contract. */
export function InvoicesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { contract } = useSearch({ from: '/invoices' });
  const result = useQuery(invoicesDocument, { variables: { contractId: contract ?? null } });
  return (
    <Page
      title={t('shell.invoices')}
      lead={t('invoices.lead')}
      over={
        contract === undefined ? undefined : (
          <Link to="/contracts/$contractId" params={{ contractId: contract }}>
            {t('invoices.ofContract')}
          </Link>
        )
      }
    >
      <Asked result={result}>
        {({ invoices }) =>
          invoices.edges.length === 0 ? (
            <Empty title={t('invoices.none')} why={t('invoices.none.why')} action={<LinkButton to="/contracts" variant="default">{t('shell.contracts')}</LinkButton>} />
          ) : (
            <Section title={t('invoices.all')} flush>
              <Table
                caption={t('invoices.all')}
                stacked
                rows={invoices.edges.map((edge) => edge.node)}
                keyOf={(invoice) => invoice.id}
                columns={[
                  {
                    key: 'number',
                    head: t('invoice.number'),
                    cell: (invoice) => (
                      <Link to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }}>
                        {invoice.number ?? t('invoice.draft')}
                      </Link>
                    ),
                  },
                  { key: 'period', head: t('invoice.period'), cell: (invoice) => format.month(invoice.from) },
                  { key: 'state', head: t('ui.state'), cell: (invoice) => <InvoiceBadge state={invoice.state} payment={invoice.paymentState} /> },
                  { key: 'due', head: t('invoice.due'), number: true, cell: (invoice) => (invoice.dueOn ? format.date(invoice.dueOn) : '—') },
                  { key: 'total', head: t('invoice.total'), number: true, cell: (invoice) => format.money(invoice.total) },
                  { key: 'open', head: t('invoice.open'), number: true, cell: (invoice) => format.money(invoice.openBalance) },
                ]}
              />
            </Section>
          )
        }
      </Asked>
    </Page>
  );
}
