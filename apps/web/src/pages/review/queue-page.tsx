import { useQuery } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { timeLeft } from '~/format/times';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Moment } from '~/ui/moment';
import { Page, Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';

const queueDocument = graphql(`
  query ReviewQueue {
    businessTime {
      now
    }
    reviewQueue(first: 50) {
      edges {
        node {
          id
          round
          openedAt
          submittedByName
          items {
            number
            verdict
            red
          }
          contract {
            id
            zone
            host {
              id
              name
            }
            tenant {
              id
              name
            }
            tranches {
              id
              kw
            }
            lints {
              code
              severity
            }
          }
        }
      }
    }
  }
`);

/** What waits for staff, oldest first: how large, how risky, how far checked, how long it waits; below it what the page around it adds. */
export function QueuePage({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const result = useQuery(queueDocument);
  return (
    <Page title={t('review.queue')} lead={t('review.queue.lead')}>
      <Asked result={result}>
        {({ reviewQueue, businessTime }) =>
          reviewQueue.edges.length === 0 ? (
            <Empty title={t('review.none')} why={t('review.none.why')} />
          ) : (
            <Section title={t('review.waiting', { count: reviewQueue.edges.length })} flush>
              <Table
                caption={t('review.queue')}
                stacked
                rows={reviewQueue.edges.map((edge) => edge.node)}
                keyOf={(review) => review.id}
                columns={[
                  {
                    key: 'contract',
                    head: t('contract.title'),
                    cell: (review) => (
                      <Link to="/review/$contractId" params={{ contractId: review.contract.id }}>
                        {review.contract.host.name} – {review.contract.tenant.name}
                      </Link>
                    ),
                  },
                  { key: 'kw', head: t('criterion.QUANTITY'), number: true, cell: (review) => format.power(String(review.contract.tranches.reduce((sum, tranche) => sum + Number(tranche.kw), 0))) },
                  { key: 'round', head: t('review.round'), number: true, cell: (review) => format.decimal(review.round) },
                  { key: 'warnings', head: t('review.warnings'), number: true, cell: (review) => format.decimal(review.contract.lints.filter((lint) => lint.severity === 'WARNING').length) },
                  {
                    key: 'checked',
                    head: t('review.checked'),
                    number: true,
                    cell: (review) => {
                      const items = review.items ?? [];
                      return `${format.decimal(items.filter((item) => item.verdict !== 'OPEN').length)} / ${format.decimal(items.length)}`;
                    },
                  },
                  { key: 'by', head: t('review.submittedBy'), cell: (review) => review.submittedByName },
                  {
                    key: 'since',
                    head: t('review.since'),
                    number: true,
                    cell: (review) => {
                      const waited = timeLeft(review.openedAt, businessTime.now);
                      return (
                        <span>
                          <Moment at={review.openedAt} zone={review.contract.zone} />
                          <br />
                          {t('review.waited', { days: format.decimal(waited.days), hours: format.decimal(waited.hours) })}
                        </span>
                      );
                    },
                  },
                ]}
              />
            </Section>
          )
        }
      </Asked>
      {children}
    </Page>
  );
}
