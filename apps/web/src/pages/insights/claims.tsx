import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import { Asked } from '~/ui/asked';
import { Section } from '~/ui/page';
import { Table } from '~/ui/table';

const claimsDocument = graphql(`
  query RevenueClaims {
    revenueClaims {
      id
      label
      earner
      miningUsdPerKwh
      aiUsdPerKwh
      multiple
    }
  }
`);

/** The public claims of "so many times the revenue of mining", recomputed, each with the earner it belongs to. */
export function Claims() {
  const { t } = useTranslation();
  const format = useFormat();
  const result = useQuery(claimsDocument);
  return (
    <Section title={t('claims.title')} note={t('claims.note')} flush>
      <Asked result={result} rows={4}>
        {({ revenueClaims }) => (
          <Table
            caption={t('claims.title')}
            compact
            rows={revenueClaims}
            keyOf={(claim) => claim.id}
            columns={[
              { key: 'label', head: t('claims.case'), cell: (claim) => <span lang="en">{claim.label}</span> },
              { key: 'earner', head: t('claims.earner'), cell: (claim) => t(`earner.${claim.earner}`) },
              { key: 'mining', head: t('claims.mining'), number: true, cell: (claim) => format.decimal(claim.miningUsdPerKwh, { min: 4, max: 4 }) },
              { key: 'ai', head: t('claims.ai'), number: true, cell: (claim) => format.decimal(claim.aiUsdPerKwh, { min: 4, max: 4 }) },
              { key: 'multiple', head: t('insights.multiple'), number: true, cell: (claim) => `${format.decimal(claim.multiple, { min: 1, max: 1 })}×` },
            ]}
          />
        )}
      </Asked>
    </Section>
  );
}
