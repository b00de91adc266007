import { skipToken, useMutation, useQuery } from '@apollo/client/react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { priceTermFields } from '~/features/price/price-terms';
import { graphql, readFragment } from '~/gql';
import type { NewProposalQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Page } from '~/ui/page';
import { Empty } from '~/ui/states';
import { offerBounds } from './offer-bounds';
import { inputOf, proposalDraft, type ProposalDraft, type ProposalFrame } from './proposal-draft';
import { ProposalForm } from './proposal-form';

const newProposalDocument = graphql(`
  query NewProposal($request: ID!, $listing: ID!) {
    request(id: $request) {
      id
      title
      termMonths
      startFrom
      quantityKw
      gpus
      tenant {
        id
        name
      }
      priceCeiling {
        unit
        amount
      }
      matches {
        placement {
          quantityKw
          gpus
          start
          termMonths
        }
        listing {
          id
        }
      }
      nearMisses {
        placement {
          quantityKw
          gpus
          start
          termMonths
        }
        listing {
          id
        }
      }
    }
    listing(id: $listing) {
      id
      ...OfferBounds
      priceTerms {
        ...PriceTermFields
      }
    }
  }
`);

const sendProposalDocument = graphql(`
  mutation SendProposal($input: SendProposalInput!) {
    sendProposal(input: $input) {
      id
    }
  }
`);

/** A host answers a request from one of its offers; what the match found is filled in, and the price can be another. */
export function NewProposalPage() {
  const { t } = useTranslation();
  const { request, listing } = useSearch({ from: '/proposals/new' });
  const result = useQuery(newProposalDocument, request === undefined || listing === undefined ? skipToken : { variables: { request, listing } });
  if (request === undefined || listing === undefined) {
    return (
      <Page title={t('proposal.new')}>
        <Empty title={t('proposal.new.nothing')} why={t('proposal.new.nothing.why')} action={<Link to="/requests">{t('shell.requests')}</Link>} />
      </Page>
    );
  }
  return <Asked result={result}>{(data) => <NewProposal data={data} />}</Asked>;
}

function NewProposal({ data }: { readonly data: NewProposalQuery }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // One key for one intention: pressing twice holds the capacity once.
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  const [send, { loading, error }] = useMutation(sendProposalDocument);
  const { request, listing } = data;
  const bounds = readFragment(offerBounds, listing);
  const frame: ProposalFrame = { bounds, terms: readFragment(priceTermFields, listing.priceTerms), ceiling: request.priceCeiling ?? null };
  const submit = async (draft: ProposalDraft): Promise<void> => {
    const answer = await send({ variables: { input: { requestId: request.id, listingId: listing.id, idempotencyKey, ...inputOf(draft, frame) } } }).catch(() => null);
    const proposalId = answer?.data?.sendProposal.id;
    // What was refused is another intention once it is changed.
    if (proposalId === undefined) setIdempotencyKey(crypto.randomUUID());
    else await navigate({ to: '/proposals/$proposalId', params: { proposalId } });
  };
  return (
    <Page
      title={t('proposal.newFor', { tenant: request.tenant.name })}
      over={
        <Link to="/requests/$requestId" params={{ requestId: request.id }}>
          {request.title}
        </Link>
      }
      lead={t('proposal.new.lead', { site: bounds.siteName, hall: bounds.hallName })}
    >
      <ProposalForm initial={proposalDraft(request, frame)} frame={frame} command={t('proposal.send')} busy={loading} error={error} onSubmit={(draft) => void submit(draft)} />
    </Page>
  );
}
