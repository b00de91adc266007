import { useQuery } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import { Facts } from '~/ui/facts';
import { Section } from '~/ui/page';

const partiesDocument = graphql(`
  query InvoiceParties($contractId: ID!) {
    contract(id: $contractId) {
      id
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
`);

/** Between whom, and under which contract. */
export function Parties({ contractId }: { readonly contractId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(partiesDocument, { variables: { contractId } });
  if (!data) return null;
  const { contract } = data;
  return (
    <Section title={t('contract.title')}>
      <Facts
        facts={[
          { label: t('side.HOST'), value: contract.host.name },
          { label: t('side.TENANT'), value: contract.tenant.name },
          {
            label: t('market.site'),
            value: (
              <Link to="/contracts/$contractId" params={{ contractId }}>
                {contract.tranches[0]?.hall.site.name}
              </Link>
            ),
          },
          {
            label: t('contract.metering'),
            value: (
              <Link to="/contracts/$contractId/metering" params={{ contractId }}>
                {t('invoice.seeMetering')}
              </Link>
            ),
          },
        ]}
      />
    </Section>
  );
}
