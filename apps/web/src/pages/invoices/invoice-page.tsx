import { useQuery } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { InvoiceBadge } from '~/features/invoice/invoice-badge';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { InvoiceQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Facts } from '~/ui/facts';
import { IdText } from '~/ui/id-text';
import { Moment } from '~/ui/moment';
import { Columns, Page, Section } from '~/ui/page';
import { Lines } from './lines';
import { Parties } from './parties';
import { Payment } from './payment';
import { Totals } from './totals';

const invoiceDocument = graphql(`
  query Invoice($id: ID!) {
    invoice(id: $id) {
      id
      number
      document
      state
      paymentState
      contractId
      revision
      zone
      from
      to
      issuedAt
      dueOn
      currency
      lines {
        number
        ...LineFields
      }
      ...TotalsFields
      ...PaymentFields
    }
  }
`);

type Invoice = InvoiceQuery['invoice'];

/** One invoice: its lines, each opening to days and quarter-hours whose sums are the line, and how it was paid. */
export function InvoicePage() {
  const { invoiceId } = useParams({ from: '/invoices/$invoiceId' });
  const result = useQuery(invoiceDocument, { variables: { id: invoiceId } });
  return <Asked result={result}>{({ invoice }) => <InvoiceView invoice={invoice} />}</Asked>;
}

function InvoiceView({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = invoice.number ?? t('invoice.draft');
  return (
    <Page title={t(`invoice.title.${invoice.document}`, { number: name })} over={t('invoice.periodOf', { from: format.date(invoice.from), to: format.date(invoice.to) })} badge={<InvoiceBadge state={invoice.state} payment={invoice.paymentState} />}>
      <Columns
        main={
          <Section title={t('invoice.lines')} note={t('invoice.lines.note')} flush>
            <Lines lines={invoice.lines} invoiceId={invoice.id} zone={invoice.zone} currency={invoice.currency} />
            <Totals invoice={invoice} />
          </Section>
        }
        side={
          <>
            <Payment invoice={invoice} />
            <Parties contractId={invoice.contractId} />
            <Section title={t('invoice.facts')}>
              <Facts
                facts={[
                  invoice.issuedAt ? { label: t('invoice.issued'), value: <Moment at={invoice.issuedAt} zone={invoice.zone} /> } : null,
                  invoice.dueOn ? { label: t('invoice.due'), value: format.date(invoice.dueOn) } : null,
                  { label: t('contract.zone'), value: invoice.zone },
                  { label: t('invoice.revision'), value: format.decimal(invoice.revision) },
                  { label: 'Id', value: <IdText id={invoice.id} /> },
                ]}
              />
            </Section>
          </>
        }
      />
    </Page>
  );
}
