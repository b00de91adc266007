import { useQuery } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ContractBadge } from '~/features/deal/state-badges';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { Page, Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';

const contractsDocument = graphql(`
  query Contracts {
    contracts(first: 50) {
      edges {
        node {
          id
          state
          start
          end
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
            hall {
              id
              site {
                id
                name
              }
            }
          }
        }
      }
    }
  }
`);

/** The contracts of the reader's organisation, newest first; staff see all. */
export function ContractsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const result = useQuery(contractsDocument);
  return (
    <Page title={t('shell.contracts')} lead={t('contracts.lead')}>
      <Asked result={result}>
        {({ contracts }) =>
          contracts.edges.length === 0 ? (
            <Empty title={t('contracts.none')} why={t('contracts.none.why')} action={<LinkButton to="/requests">{t('shell.requests')}</LinkButton>} />
          ) : (
            <Section title={t('contracts.all')} flush>
              <Table
                caption={t('contracts.all')}
                stacked
                rows={contracts.edges.map((edge) => edge.node)}
                keyOf={(contract) => contract.id}
                columns={[
                  {
                    key: 'site',
                    head: t('contract.title'),
                    cell: (contract) => (
                      <Link to="/contracts/$contractId" params={{ contractId: contract.id }}>
                        {contract.tranches[0]?.hall.site.name ?? contract.id}
                      </Link>
                    ),
                  },
                  { key: 'state', head: t('ui.state'), cell: (contract) => <ContractBadge state={contract.state} /> },
                  { key: 'host', head: t('side.HOST'), cell: (contract) => contract.host.name },
                  { key: 'tenant', head: t('side.TENANT'), cell: (contract) => contract.tenant.name },
                  { key: 'kw', head: t('criterion.QUANTITY'), number: true, cell: (contract) => format.power(String(contract.tranches.reduce((sum, tranche) => sum + Number(tranche.kw), 0))) },
                  { key: 'start', head: t('contract.from'), number: true, cell: (contract) => format.date(contract.start) },
                  { key: 'end', head: t('contract.until'), number: true, cell: (contract) => format.date(contract.end) },
                ]}
              />
            </Section>
          )
        }
      </Asked>
    </Page>
  );
}
