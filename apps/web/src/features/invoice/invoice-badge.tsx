import { useTranslation } from 'react-i18next';
import type { InvoiceState, PaymentState } from '~/gql/graphql';
import { Badge, type Tone } from '~/ui/badge';

const paymentTones: Readonly<Record<PaymentState, Tone>> = { NOT_DUE: 'neutral', OPEN: 'info', OVERDUE: 'danger', PAID: 'success', PARTLY_PAID: 'warning' };

/** A draft or a void invoice says so; an issued one says how its payment stands. */
export function InvoiceBadge({ state, payment }: { readonly state: InvoiceState; readonly payment: PaymentState }) {
  const { t } = useTranslation();
  if (state !== 'ISSUED') return <Badge tone="neutral">{t(`invoiceState.${state}`)}</Badge>;
  return <Badge tone={paymentTones[payment]}>{t(`paymentState.${payment}`)}</Badge>;
}
