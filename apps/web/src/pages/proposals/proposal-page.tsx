import { useMutation, useQuery } from '@apollo/client/react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProposalBadge } from '~/features/deal/state-badges';
import { Turn } from '~/features/deal/turn';
import { PriceTriple } from '~/features/price/price-cell';
import { PriceTerms } from '~/features/price/price-terms';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { ProposalQuery } from '~/gql/graphql';
import { ActionButton, actionNamed } from '~/ui/action-button';
import { Asked } from '~/ui/asked';
import { ErrorPanel } from '~/ui/error-panel';
import { Facts } from '~/ui/facts';
import { IdText } from '~/ui/id-text';
import { LinkButton } from '~/ui/link-button';
import { Moment } from '~/ui/moment';
import { Columns, Page, Section } from '~/ui/page';
import { EndProposal } from './end-proposal';
import { Versions } from './versions';

const proposalDocument = graphql(`
  query Proposal($id: ID!) {
    proposal(id: $id) {
      id
      state
      turn
      product
      expiresAt
      reason
      host {
        id
        name
      }
      tenant {
        id
        name
      }
      request {
        id
        title
      }
      listing {
        id
        siteId
        siteName
        hallName
        timeZone
        place
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
      latest {
        id
        number
        author
        sentAt
        expiresAt
        conditions
        depositMonths
        unboundedCodes
        maximumTotal {
          amount
          currency
        }
        tranches {
          hallId
          quantityKw
          gpus
          start
          termMonths
        }
        fees {
          code
          paidBy
          rate
        }
        price {
          ...NormalisedPriceFields
        }
        priceTerms {
          ...PriceTermFields
        }
      }
      versions {
        ...ProposalVersionRow
      }
    }
  }
`);

const acceptDocument = graphql(`
  mutation AcceptProposal($input: AcceptProposalInput!) {
    acceptProposal(input: $input) {
      id
    }
  }
`);

type Proposal = ProposalQuery['proposal'];

/** One proposal: what is offered, what it costs at most, until when it holds, and whose turn it is. */
export function ProposalPage() {
  const { proposalId } = useParams({ from: '/proposals/$proposalId' });
  const result = useQuery(proposalDocument, { variables: { id: proposalId } });
  return <Asked result={result}>{({ proposal }) => <ProposalView proposal={proposal} />}</Asked>;
}

function ProposalView({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { latest, listing } = proposal;
  // One key for one intention: pressing twice, or again after a lost answer, gives the same contract.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [accept, accepting] = useMutation(acceptDocument);
  const press = async (): Promise<void> => {
    const answer = await accept({ variables: { input: { proposalId: proposal.id, versionId: latest.id, idempotencyKey } } }).catch(() => null);
    const contractId = answer?.data?.acceptProposal.id;
    if (contractId !== undefined) await navigate({ to: '/contracts/$contractId', params: { contractId } });
  };
  const live = proposal.turn !== null && proposal.turn !== undefined;
  return (
    <Page
      title={t('proposal.title', { site: listing.siteName })}
      over={
        <Link to="/requests/$requestId" params={{ requestId: proposal.request.id }}>
          {proposal.request.title}
        </Link>
      }
      badge={
        <>
          <ProposalBadge state={proposal.state} />
          <Turn side={proposal.turn} />
        </>
      }
      actions={
        live ? (
          <>
            <ActionButton action={actionNamed(proposal.actions, 'accept')} busy={accepting.loading} onPress={() => void press()}>
              {t('proposal.accept')}
            </ActionButton>
            {actionNamed(proposal.actions, 'counter')?.allowed ? (
              <LinkButton variant="default" to="/proposals/$proposalId/counter" params={{ proposalId: proposal.id }}>
                {t('proposal.counter')}
              </LinkButton>
            ) : null}
            <EndProposal proposalId={proposal.id} actions={proposal.actions} />
          </>
        ) : null
      }
    >
      {accepting.error ? <ErrorPanel error={accepting.error} command /> : null}
      <Columns main={<Terms proposal={proposal} />} side={<ProposalFacts proposal={proposal} />} />
    </Page>
  );
}

function Terms({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const { latest, listing } = proposal;
  return (
    <>
      <Section title={t('proposal.price')} note={t('proposal.price.note')}>
        <PriceTriple price={latest.price} of={listing.siteName} />
      </Section>
      <Section title={t('terms.caption')} flush>
        <PriceTerms terms={latest.priceTerms} currency={listing.currency} />
      </Section>
      <Section title={t('proposal.most')}>
        <p style={{ margin: 0, fontSize: 20, lineHeight: '28px', fontWeight: 600 }}>{format.money(latest.maximumTotal)}</p>
        <p style={{ margin: '4px 0 0', maxWidth: '72ch' }}>
          {latest.unboundedCodes.length === 0 ? t('proposal.most.all') : t('proposal.most.but', { terms: latest.unboundedCodes.map(lineName).join(', ') })}
        </p>
      </Section>
      {latest.conditions === '' ? null : (
        <Section title={t('proposal.conditions')}>
          <p style={{ margin: 0, maxWidth: '72ch', whiteSpace: 'pre-wrap' }}>{latest.conditions}</p>
        </Section>
      )}
      <Versions versions={proposal.versions} zone={listing.timeZone} />
    </>
  );
}

function ProposalFacts({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { latest, listing } = proposal;
  const [tranche] = latest.tranches;
  return (
    <Section title={t('proposal.offered')}>
      <Facts
        facts={[
          { label: t('side.HOST'), value: proposal.host.name },
          { label: t('side.TENANT'), value: proposal.tenant.name },
          { label: t('market.product'), value: t(`product.${proposal.product}`) },
          { label: t('hall.name'), value: listing.hallName },
          tranche ? { label: t('criterion.QUANTITY'), value: format.power(tranche.quantityKw) } : null,
          tranche?.gpus ? { label: 'GPU', value: format.decimal(tranche.gpus) } : null,
          tranche ? { label: t('criterion.START'), value: format.date(tranche.start) } : null,
          tranche ? { label: t('price.term'), value: t('price.months', { count: tranche.termMonths }) } : null,
          { label: t('offer.deposit'), value: latest.depositMonths === 0 ? t('site.none') : t('price.months', { count: latest.depositMonths }) },
          ...latest.fees.map((fee) => ({ label: t('proposal.fee'), value: t(`proposal.fee.${fee.paidBy}`, { rate: format.percent(fee.rate, { min: 0, max: 2 }) }) })),
          { label: t('proposal.heldUntil'), value: <Moment at={latest.expiresAt} zone={listing.timeZone} /> },
          proposal.reason ? { label: t('proposal.reason'), value: proposal.reason } : null,
          { label: 'Id', value: <IdText id={proposal.id} /> },
        ]}
      />
    </Section>
  );
}
