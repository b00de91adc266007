import { useMutation, useQuery } from '@apollo/client/react';
import { skipToken } from '@apollo/client/react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Page } from '~/ui/page';
import { RequestForm } from './request-form';
import { emptyDraft, inputOf, type RequestDraft } from './request-draft';

const choicesDocument = graphql(`
  query RequestChoices {
    siteFacets {
      name
      value
      count
    }
    businessTime {
      now
    }
    listings(first: 100, filter: { products: [GPU_CLUSTER] }) {
      edges {
        node {
          id
          gpuModel
          gpuModelName
        }
      }
    }
  }
`);

const startingPointDocument = graphql(`
  query RequestStartingPoint($id: ID!) {
    listing(id: $id) {
      id
      siteName
      product
      quantityKw
      availableKw
      minimumLotKw
      minimumLotGpus
      gpuModel
      earliestStart
      minimumTermMonths
      maximumTermMonths
      country
      currency
      firmness {
        curtailableHours
        noticeMinutes
      }
    }
  }
`);

const createDocument = graphql(`
  mutation CreateRequest($input: CreateRequestInput!) {
    createRequest(input: $input) {
      id
    }
  }
`);

const sendDocument = graphql(`
  mutation SendNewRequest($id: ID!) {
    openRequest(id: $id) {
      id
      state
    }
  }
`);

/** Writing a request: from nothing, or from an offer that was looked at. */
export function NewRequestPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { listing } = useSearch({ from: '/requests/new' });
  const choices = useQuery(choicesDocument);
  const start = useQuery(startingPointDocument, listing === undefined ? skipToken : { variables: { id: listing } });
  const [create, creating] = useMutation(createDocument);
  const [send, sending] = useMutation(sendDocument);

  const submit = async (draft: RequestDraft, open: boolean): Promise<void> => {
    const created = await create({ variables: { input: inputOf(draft) } }).catch(() => null);
    const id = created?.data?.createRequest.id;
    if (id === undefined) return;
    // Where opening is refused the draft stays, and its page says why it cannot be sent yet.
    if (open) await send({ variables: { id } }).catch(() => null);
    await navigate({ to: '/requests/$requestId', params: { requestId: id } });
  };

  const wanted = listing === undefined ? { data: null, refetch: start.refetch } : { data: start.data?.listing, error: start.error, refetch: start.refetch };
  return (
    <Page title={t('request.new')} lead={t('request.new.lead')}>
      <Asked result={choices}>
        {({ siteFacets, listings, businessTime }) => (
          <Asked result={wanted}>
            {(origin) => (
              <RequestForm
                initial={emptyDraft(businessTime.now.slice(0, 10), origin)}
                countries={siteFacets.filter((facet) => facet.name === 'country').map((facet) => facet.value)}
                models={[...new Map(listings.edges.flatMap(({ node }) => (node.gpuModel ? [[node.gpuModel, node.gpuModelName ?? node.gpuModel] as const] : []))).entries()]}
                busy={creating.loading || sending.loading}
                error={creating.error}
                onSubmit={(draft, open) => void submit(draft, open)}
              />
            )}
          </Asked>
        )}
      </Asked>
    </Page>
  );
}
