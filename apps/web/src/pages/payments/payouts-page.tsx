import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { hasRole, useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { PayoutsQuery, PayoutState } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Badge, type Tone } from '~/ui/badge';
import { Moment } from '~/ui/moment';
import { Page, Section, Stack } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';
import { PayoutAccount } from './payout-account';

const payoutsDocument = graphql(`
  query Payouts {
    payoutAccount {
      ...PayoutAccountFields
    }
    payouts(first: 50) {
      edges {
        node {
          id
          arrivesAt
          state
          stripePayout
          amount {
            amount
            currency
          }
        }
      }
    }
  }
`);

const tones: Readonly<Record<PayoutState, Tone>> = { PENDING: 'info', IN_TRANSIT: 'info', PAID: 'success', FAILED: 'danger' };

/** Where a host's money goes, and what went there. Stripe's form comes back to this page. */
export function PayoutsPage() {
  const { t } = useTranslation();
  const host = hasRole(useSession(), 'HOST');
  const result = useQuery(payoutsDocument);
  return (
    <Page title={t('shell.payouts')} lead={host ? t('payouts.lead') : t('payouts.lead.all')}>
      <Asked result={result}>
        {({ payoutAccount, payouts }) => (
          <Stack>
            {host ? <PayoutAccount account={payoutAccount ?? null} /> : null}
            <Payouts payouts={payouts.edges.map((edge) => edge.node)} />
          </Stack>
        )}
      </Asked>
    </Page>
  );
}

function Payouts({ payouts }: { readonly payouts: readonly PayoutsQuery['payouts']['edges'][number]['node'][] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (payouts.length === 0) return <Empty title={t('payouts.none')} why={t('payouts.none.why')} />;
  return (
    <Section title={t('payouts.all')} flush>
      <Table
        caption={t('payouts.all')}
        stacked
        rows={payouts}
        keyOf={(payout) => payout.id}
        columns={[
          { key: 'arrives', head: t('payouts.arrives'), cell: (payout) => <Moment at={payout.arrivesAt} /> },
          { key: 'state', head: t('ui.state'), cell: (payout) => <Badge tone={tones[payout.state]}>{t(`payoutState.${payout.state}`)}</Badge> },
          { key: 'stripe', head: t('payouts.stripe'), cell: (payout) => <span className="bb-mono">{payout.stripePayout}</span> },
          { key: 'amount', head: t('payouts.amount'), number: true, cell: (payout) => format.money(payout.amount) },
        ]}
      />
    </Section>
  );
}
