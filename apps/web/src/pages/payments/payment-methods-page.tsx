import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import type { PaymentMethodsQuery, PaymentMethodState } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Badge, type Tone } from '~/ui/badge';
import { Page, Section, Stack } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';
import { AddPaymentMethod } from './add-payment-method';
import classes from './payments.module.css';

const paymentMethodsDocument = graphql(`
  query PaymentMethods {
    paymentMethods {
      id
      kind
      label
      state
      failureCode
    }
  }
`);

type Method = PaymentMethodsQuery['paymentMethods'][number];

const tones: Readonly<Record<PaymentMethodState, Tone>> = { PENDING: 'info', SAVED: 'success', REFUSED: 'danger' };
/** Stripe answers within seconds; until then the page asks again. */
const POLL_MS = 2_000;

/** How a tenant pays: what is saved with Stripe, which of it is charged next, and a way to save another. */
export function PaymentMethodsPage() {
  const { t } = useTranslation();
  const result = useQuery(paymentMethodsDocument);
  const pending = result.data?.paymentMethods.some((method) => method.state === 'PENDING') ?? false;
  useQuery(paymentMethodsDocument, { skip: !pending, pollInterval: POLL_MS, fetchPolicy: 'network-only' });
  return (
    <Page title={t('shell.paymentMethods')} lead={t('methods.lead')}>
      <Asked result={result}>
        {({ paymentMethods }) => (
          <Stack>
            {paymentMethods.length === 0 ? <Empty title={t('methods.none')} why={t('methods.none.why')} /> : <Methods methods={paymentMethods} />}
            <Section title={t('methods.add')} note={t('methods.add.note')}>
              <AddPaymentMethod />
            </Section>
          </Stack>
        )}
      </Asked>
    </Page>
  );
}

function Methods({ methods }: { readonly methods: readonly Method[] }) {
  const { t } = useTranslation();
  const charged = methods.find((method) => method.state === 'SAVED');
  return (
    <Section title={t('methods.saved')} flush>
      <Table
        caption={t('methods.saved')}
        stacked
        rows={methods}
        keyOf={(method) => method.id}
        columns={[
          { key: 'label', head: t('methods.method'), cell: (method) => method.label ?? t('methods.unnamed') },
          { key: 'kind', head: t('methods.kind'), cell: (method) => (method.kind ? t(`methodKind.${method.kind}`) : '—') },
          {
            key: 'state',
            head: t('ui.state'),
            cell: (method) => (
              <>
                <Badge tone={tones[method.state]}>{t(`methodState.${method.state}`)}</Badge>
                {method.failureCode ? <p className={classes['small']}>{method.failureCode}</p> : null}
              </>
            ),
          },
          { key: 'use', head: t('methods.use'), cell: (method) => (method === charged ? t('methods.use.next') : '—') },
        ]}
      />
    </Section>
  );
}
