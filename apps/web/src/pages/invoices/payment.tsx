import { useMutation } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasRole, useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { ActionButton, actionNamed } from '~/ui/action-button';
import { Badge, type Tone } from '~/ui/badge';
import { ErrorPanel } from '~/ui/error-panel';
import { Facts } from '~/ui/facts';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import classes from './invoices.module.css';

export const paymentFields = graphql(`
  fragment PaymentFields on Invoice {
    id
    zone
    paymentState
    openBalance {
      amount
      currency
    }
    actions {
      name
      allowed
      refusal {
        code
        message
      }
    }
    charges {
      id
      state
      failureCode
      succeededAt
      amount {
        amount
        currency
      }
    }
    settlement {
      platformFee {
        amount
        currency
      }
    }
    transfers {
      id
      state
      notBefore
      amount {
        amount
        currency
      }
    }
  }
`);

const payDocument = graphql(`
  mutation PayInvoice($input: PayInvoiceInput!) {
    payInvoice(input: $input) {
      id
      state
    }
  }
`);

const chargeTones: Readonly<Record<'FAILED' | 'PENDING' | 'PROCESSING' | 'SUCCEEDED', Tone>> = { FAILED: 'danger', PENDING: 'info', PROCESSING: 'info', SUCCEEDED: 'success' };
const transferTones: Readonly<Record<'PENDING' | 'REFUSED' | 'SENT', Tone>> = { PENDING: 'info', REFUSED: 'danger', SENT: 'success' };

/** What is open, how it was paid, and for the host what was sent on to it, less the platform's fee. */
export function Payment({ invoice: masked }: { readonly invoice: FragmentType<typeof paymentFields> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenant = hasRole(useSession(), 'TENANT');
  const invoice = readFragment(paymentFields, masked);
  // One key for one intention: pressing twice pays once.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [pay, { loading, error }] = useMutation(payDocument, { refetchQueries: ['Invoice'] });
  return (
    <Section title={t('payment.title')}>
      <div className={classes['payment']}>
        {error ? <ErrorPanel error={error} command /> : null}
        <Facts
          facts={[
            { label: t('invoice.open'), value: <strong>{format.money(invoice.openBalance)}</strong> },
            ...invoice.charges.map((charge) => ({
              label: charge.succeededAt ? format.dayOf(charge.succeededAt, invoice.zone) : t('payment.charge'),
              value: (
                <>
                  {format.money(charge.amount)} <Badge tone={chargeTones[charge.state]}>{t(`chargeState.${charge.state}`)}</Badge>
                  {charge.failureCode ? <div className={classes['small']}>{charge.failureCode}</div> : null}
                </>
              ),
            })),
            invoice.settlement ? { label: t('proposal.fee'), value: format.money(invoice.settlement.platformFee) } : null,
            ...invoice.transfers.map((transfer) => ({
              label: t('payment.transfer'),
              value: (
                <>
                  {format.money(transfer.amount)} <Badge tone={transferTones[transfer.state]}>{t(`transferState.${transfer.state}`)}</Badge>
                  <div className={classes['small']}>
                    {t('payment.notBefore')} <Moment at={transfer.notBefore} zone={invoice.zone} />
                  </div>
                </>
              ),
            })),
          ]}
        />
        {invoice.paymentState !== 'PAID' && tenant ? (
          <Link className={classes['small']} to="/payment-methods">
            {t('shell.paymentMethods')}
          </Link>
        ) : null}
        {invoice.paymentState === 'PAID' ? null : <ActionButton action={actionNamed(invoice.actions, 'pay')} busy={loading} onPress={() => void pay({ variables: { input: { invoiceId: invoice.id, idempotencyKey } } }).catch(() => undefined)}>
          {t('payment.pay')}
        </ActionButton>}
      </div>
    </Section>
  );
}
