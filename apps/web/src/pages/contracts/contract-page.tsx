import { useQuery } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ContractBadge } from '~/features/deal/state-badges';
import { PriceTerms } from '~/features/price/price-terms';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { ContractQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { Columns, Page, Section } from '~/ui/page';
import { ContractFacts } from './contract-facts';
import { ContractRail } from './contract-rail';
import { Document } from './document';
import { History } from './history';
import { Lints } from './lints';
import { NextStep } from './next-step';
import { ShadowInvoice } from './shadow-invoice';
import { Tranches } from './tranches';

export const contractDocument = graphql(`
  query Contract($id: ID!, $language: Language!) {
    contract(id: $id) {
      id
      state
      currency
      zone
      start
      end
      tranches {
        id
        hall {
          id
          site {
            id
            name
          }
        }
        ...TrancheRow
      }
      terms {
        priceTerms {
          ...PriceTermFields
        }
        conditions
      }
      actions {
        name
        allowed
      }
      ...ContractFactsFields
      ...NextStepFields
      ...ContractRailFields
      lints {
        ...LintFields
      }
      document(language: $language)
      history(first: 50) {
        edges {
          node {
            ...HistoryEvent
          }
        }
      }
    }
  }
`);

type Contract = ContractQuery['contract'];

/** One contract: where it stands, what comes next and by whom, its terms, what they would cost, and all that happened. */
export function ContractPage() {
  const { contractId } = useParams({ from: '/contracts/$contractId' });
  const { language } = useFormat();
  const result = useQuery(contractDocument, { variables: { id: contractId, language: language === 'it' ? 'IT' : 'EN' } });
  return <Asked result={result}>{({ contract }) => <ContractView contract={contract} />}</Asked>;
}

function ContractView({ contract }: { readonly contract: Contract }) {
  const { t } = useTranslation();
  const site = contract.tranches[0]?.hall.site;
  const delivered = ['EFFECTIVE', 'ACTIVE', 'SUSPENDED', 'TERMINATED', 'EXPIRED'].includes(contract.state);
  return (
    <Page
      title={t('contract.of', { site: site?.name ?? contract.id })}
      badge={<ContractBadge state={contract.state} />}
      actions={
        delivered ? (
          <>
            <LinkButton variant="default" to="/contracts/$contractId/metering" params={{ contractId: contract.id }}>
              {t('contract.metering')}
            </LinkButton>
            <LinkButton variant="default" to="/invoices" search={{ contract: contract.id }}>
              {t('shell.invoices')}
            </LinkButton>
          </>
        ) : null
      }
    >
      <ContractRail contract={contract} />
      <Columns
        main={
          <>
            <NextStep contract={contract} />
            <Lints lints={contract.lints} />
            <Section title={t('contract.tranches')} flush>
              <Tranches tranches={contract.tranches} actions={contract.actions} zone={contract.zone} />
            </Section>
            <Section title={t('terms.caption')} flush>
              <PriceTerms terms={contract.terms.priceTerms} currency={contract.currency} />
            </Section>
            <ShadowInvoice contractId={contract.id} />
            <Document text={contract.document} />
            <History events={contract.history.edges.map((edge) => edge.node)} zone={contract.zone} />
          </>
        }
        side={<ContractFacts contract={contract} />}
      />
    </Page>
  );
}
