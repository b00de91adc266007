import { useTranslation } from 'react-i18next';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import classes from './invoices.module.css';

export const totalsFields = graphql(`
  fragment TotalsFields on Invoice {
    id
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
    taxLines {
      code
      jurisdiction
      rate
      base
      note
      amount {
        amount
        currency
      }
    }
  }
`);

/** Subtotal, each tax rounded once, total. */
export function Totals({ invoice: masked }: { readonly invoice: FragmentType<typeof totalsFields> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const invoice = readFragment(totalsFields, masked);
  return (
    <dl className={classes['totals']}>
      <div>
        <dt>{t('invoice.subtotal')}</dt>
        <dd>{format.money(invoice.subtotal)}</dd>
      </div>
      {invoice.taxLines.map((tax) => (
        <div key={`${tax.code} ${tax.jurisdiction}`}>
          <dt>
            {[lineName(tax.code), format.percent(tax.rate, { min: 0, max: 3 }), tax.jurisdiction === tax.code ? '' : tax.jurisdiction, tax.note].filter(Boolean).join(' ')}
          </dt>
          <dd>{format.money(tax.amount)}</dd>
        </div>
      ))}
      <div className={classes['grand']}>
        <dt>{t('invoice.total')}</dt>
        <dd data-testid="invoice-total">{format.money(invoice.total)}</dd>
      </div>
    </dl>
  );
}
