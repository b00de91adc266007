import { useQuery } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ContractBadge } from '~/features/deal/state-badges';
import { PriceTerms } from '~/features/price/price-terms';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { ContractReviewQuery } from '~/gql/graphql';
import { ContractFacts } from '~/pages/contracts/contract-facts';
import { Document } from '~/pages/contracts/document';
import { Lints } from '~/pages/contracts/lints';
import { ShadowInvoice } from '~/pages/contracts/shadow-invoice';
import { Asked } from '~/ui/asked';
import { Columns, Page, Section } from '~/ui/page';
import { Checklist } from './checklist';
import { Decision } from './decision';

const contractReviewDocument = graphql(`
  query ContractReview($id: ID!, $language: Language!) {
    contract(id: $id) {
      id
      state
      currency
      document(language: $language)
      host {
        id
        name
      }
      tenant {
        id
        name
      }
      ...ContractFactsFields
      ...DecisionFields
      lints {
        ...LintFields
      }
      terms {
        priceTerms {
          ...PriceTermFields
        }
      }
      reviews {
        id
        round
        state
        items {
          number
          ...ChecklistItem
        }
      }
    }
  }
`);

type Contract = ContractReviewQuery['contract'];

/** The reviewer's table: checklist with evidence, document and price sanity, and the decision with its reason. */
export function ReviewPage() {
  const { contractId } = useParams({ from: '/review/$contractId' });
  const { language } = useFormat();
  const result = useQuery(contractReviewDocument, { variables: { id: contractId, language: language === 'it' ? 'IT' : 'EN' } });
  return <Asked result={result}>{({ contract }) => <ReviewView contract={contract} />}</Asked>;
}

function ReviewView({ contract }: { readonly contract: Contract }) {
  const { t } = useTranslation();
  const [latest] = [...contract.reviews].sort((a, b) => b.round - a.round);
  return (
    <Page title={t('review.title', { host: contract.host.name, tenant: contract.tenant.name })} badge={<ContractBadge state={contract.state} />} over={latest ? t('review.roundOf', { round: latest.round }) : ''}>
      <Columns
        main={
          <>
            <Lints lints={contract.lints} />
            {latest?.items ? <Checklist items={latest.items} contractId={contract.id} open={latest.state === 'OPEN'} /> : null}
            <Section title={t('terms.caption')} flush>
              <PriceTerms terms={contract.terms.priceTerms} currency={contract.currency} />
            </Section>
            <ShadowInvoice contractId={contract.id} />
            <Document text={contract.document} />
          </>
        }
        side={
          <>
            <Decision contract={contract} />
            <ContractFacts contract={contract} />
          </>
        }
      />
    </Page>
  );
}
