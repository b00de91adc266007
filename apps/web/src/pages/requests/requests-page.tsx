import { useQuery } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RequestBadge } from '~/features/deal/state-badges';
import { hasRole, useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { RequestsQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { Moment } from '~/ui/moment';
import { Page, Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';

const requestsDocument = graphql(`
  query Requests {
    requests(first: 50) {
      edges {
        node {
          id
          title
          state
          product
          quantityKw
          gpus
          startFrom
          termMonths
          deadline
          tenant {
            id
            name
          }
        }
      }
    }
  }
`);

type Listed = RequestsQuery['requests']['edges'][number]['node'];

/** A tenant's own requests; for a host the open ones that it may answer. */
export function RequestsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const result = useQuery(requestsDocument);
  const tenant = hasRole(session, 'TENANT');
  const create = tenant ? <LinkButton to="/requests/new">{t('request.new')}</LinkButton> : null;
  return (
    <Page title={t('shell.requests')} lead={tenant ? t('requests.lead.TENANT') : t('requests.lead.HOST')} actions={create}>
      <Asked result={result}>
        {({ requests }) =>
          requests.edges.length === 0 ? (
            <Empty title={t('requests.none')} why={tenant ? t('requests.none.TENANT') : t('requests.none.HOST')} action={create} />
          ) : (
            <Section title={t('requests.all')} flush>
              <Table
                caption={t('requests.all')}
                stacked
                rows={requests.edges.map((edge) => edge.node)}
                keyOf={(request) => request.id}
                columns={[
                  {
                    key: 'title',
                    head: t('request.title'),
                    cell: (request) => (
                      <Link to="/requests/$requestId" params={{ requestId: request.id }}>
                        {request.title}
                      </Link>
                    ),
                  },
                  { key: 'state', head: t('ui.state'), cell: (request) => <RequestBadge state={request.state} /> },
                  ...(tenant ? [] : [{ key: 'tenant', head: t('side.TENANT'), cell: (request: Listed) => request.tenant.name }]),
                  { key: 'product', head: t('market.product'), cell: (request) => t(`product.${request.product}`) },
                  { key: 'quantity', head: t('criterion.QUANTITY'), number: true, cell: (request) => format.power(request.quantityKw) },
                  { key: 'start', head: t('criterion.START'), number: true, cell: (request) => format.date(request.startFrom) },
                  { key: 'term', head: t('price.term'), number: true, cell: (request) => t('price.months', { count: request.termMonths }) },
                  { key: 'deadline', head: t('request.deadline'), number: true, cell: (request) => <Moment at={request.deadline} /> },
                ]}
              />
            </Section>
          )
        }
      </Asked>
    </Page>
  );
}
