import { useMutation, useQuery } from '@apollo/client/react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { priceTermFields } from '~/features/price/price-terms';
import { graphql, readFragment } from '~/gql';
import type { CounteredProposalQuery } from '~/gql/graphql';
import { actionNamed } from '~/ui/action-button';
import { Asked } from '~/ui/asked';
import { Page } from '~/ui/page';
import { Empty } from '~/ui/states';
import { useRefusalText } from '~/ui/use-refusal-text';
import { offerBounds } from './offer-bounds';
import { counterDraft, inputOf, type ProposalDraft, type ProposalFrame } from './proposal-draft';
import { ProposalForm } from './proposal-form';

const counteredDocument = graphql(`
  query CounteredProposal($id: ID!) {
    proposal(id: $id) {
      id
      actions {
        name
        allowed
        refusal {
          code
          message
        }
      }
      request {
        id
        priceCeiling {
          unit
          amount
        }
      }
      listing {
        id
        siteName
        ...OfferBounds
      }
      latest {
        id
        number
        author
        conditions
        depositMonths
        tranches {
          quantityKw
          gpus
          start
          termMonths
        }
        priceTerms {
          ...PriceTermFields
        }
      }
    }
  }
`);

const counterDocument = graphql(`
  mutation CounterProposal($input: CounterProposalInput!) {
    counterProposal(input: $input) {
      id
    }
  }
`);

/** Answering the other side's version with one of one's own: it begins with what stands, and its capacity is held instead. */
export function CounterPage() {
  const { proposalId } = useParams({ from: '/proposals/$proposalId/counter' });
  const result = useQuery(counteredDocument, { variables: { id: proposalId } });
  return <Asked result={result}>{({ proposal }) => <Counter key={proposal.latest.id} proposal={proposal} />}</Asked>;
}

function Counter({ proposal }: { readonly proposal: CounteredProposalQuery['proposal'] }) {
  const { t } = useTranslation();
  const words = useRefusalText();
  const navigate = useNavigate();
  // One key for one intention: pressing twice writes one version.
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [counter, { loading, error }] = useMutation(counterDocument);
  const { latest, listing, request } = proposal;
  const frame: ProposalFrame = { bounds: readFragment(offerBounds, listing), terms: readFragment(priceTermFields, latest.priceTerms), ceiling: request.priceCeiling ?? null };
  const back = (
    <Link to="/proposals/$proposalId" params={{ proposalId: proposal.id }}>
      {t('proposal.title', { site: listing.siteName })}
    </Link>
  );
  const action = actionNamed(proposal.actions, 'counter');
  if (!action?.allowed) {
    return (
      <Page title={t('proposal.counter')}>
        <Empty title={t('proposal.counter.not')} why={action?.refusal ? words(action.refusal) : t('error.forbidden')} action={back} />
      </Page>
    );
  }
  const submit = async (draft: ProposalDraft): Promise<void> => {
    const answer = await counter({ variables: { input: { proposalId: proposal.id, versionId: latest.id, idempotencyKey, ...inputOf(draft, frame) } } }).catch(() => null);
    // What was refused is another intention once it is changed.
    if (!answer?.data) setIdempotencyKey(crypto.randomUUID());
    else await navigate({ to: '/proposals/$proposalId', params: { proposalId: proposal.id } });
  };
  return (
    <Page title={t('proposal.counter')} over={back} lead={t('proposal.counter.lead', { version: t('proposal.versionBy', { number: latest.number, side: t(`side.${latest.author}`) }) })}>
      <ProposalForm initial={counterDraft(latest, frame.terms)} frame={frame} command={t('proposal.counter.send')} busy={loading} error={error} onSubmit={(draft) => void submit(draft)} />
    </Page>
  );
}
