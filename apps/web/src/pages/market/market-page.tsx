import { useQuery } from '@apollo/client/react';
import { NetworkStatus } from '@apollo/client';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import type { MarketQueryVariables, PriceUnit, Product } from '~/gql/graphql';
import { hasRole, useSession } from '~/features/session/session';
import { units } from '~/features/price/price-cell';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { More } from '~/ui/more';
import { Page, Stack } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Filters, type MarketSearch } from './filters';
import { ListingTable } from './listing-table';

const marketDocument = graphql(`
  query Market($first: Int!, $after: String, $filter: ListingFilter, $sortBy: PriceUnit!, $assumptions: PriceAssumptionsInput) {
    listings(first: $first, after: $after, filter: $filter, sortBy: $sortBy) {
      edges {
        cursor
        node {
          id
          ...ListingRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    siteFacets {
      name
      value
      count
    }
  }
`);

const pageSize = 30;
const products: readonly Product[] = ['COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER'];

/** The market: what can be had, where, from when, at which price in three units with its basis. The address holds the search. */
export function MarketPage() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/market' });
  const navigate = useNavigate({ from: '/market' });
  // Prices under one's own assumptions are reckoned for whoever is signed in; a visitor sees the published ones.
  const load = session.state === 'signedIn' ? search.load : undefined;
  const variables = variablesOf(search, load);
  const asked = useQuery(marketDocument, { variables, notifyOnNetworkStatusChange: true });
  // The old results stay on screen while new ones load: a list that blinks cannot be compared.
  const result = { ...asked, data: asked.data ?? asked.previousData };
  const change = (next: MarketSearch): void => void navigate({ search: next, replace: true, resetScroll: false });

  return (
    <Page
      title={t('market.title')}
      lead={t('market.lead')}
      actions={<ToRequest />}
    >
      <Stack>
        <Filters search={search} onChange={change} reckons={session.state !== 'anonymous'} facets={result.data?.siteFacets ?? []} />
        <Asked result={result} rows={12}>
          {({ listings }) =>
            listings.edges.length === 0 ? (
              <Empty title={t('market.none')} why={t('market.none.why')} action={<LinkButton to="/market" variant="default">{t('market.clear')}</LinkButton>} />
            ) : (
              <>
                <ListingTable listings={listings.edges.map((edge) => edge.node)} sortBy={variables.sortBy} assumed={load ?? null} busy={asked.loading} />
                <More
                  page={listings.pageInfo}
                  busy={asked.networkStatus === NetworkStatus.fetchMore}
                  load={(after) =>
                    void asked.fetchMore({
                      variables: { after },
                      updateQuery: (previous, { fetchMoreResult }) => ({ ...fetchMoreResult, listings: { ...fetchMoreResult.listings, edges: [...previous.listings.edges, ...fetchMoreResult.listings.edges] } }),
                    })
                  }
                />
              </>
            )
          }
        </Asked>
      </Stack>
    </Page>
  );
}

/** A tenant writes a request; a visitor is told how to. */
function ToRequest() {
  const { t } = useTranslation();
  const session = useSession();
  if (session.state === 'anonymous') {
    return (
      <LinkButton to="/login" search={{ to: '/requests/new' }}>
        {t('market.signInToRequest')}
      </LinkButton>
    );
  }
  return hasRole(session, 'TENANT') ? <LinkButton to="/requests/new">{t('request.new')}</LinkButton> : null;
}

function variablesOf({ q, product, country, kw, sort }: MarketSearch, load: string | undefined): MarketQueryVariables & { readonly sortBy: PriceUnit } {
  const wanted = products.find((known) => known === product);
  return {
    first: pageSize,
    sortBy: units.find((unit) => unit === sort) ?? 'IT_KWH',
    filter: {
      ...(q === undefined ? {} : { text: q }),
      ...(wanted === undefined ? {} : { products: [wanted] }),
      ...(country === undefined ? {} : { countries: [country] }),
      ...(kw === undefined ? {} : { minKw: kw }),
    },
    assumptions: load === undefined ? null : { loadFactor: load },
  };
}
