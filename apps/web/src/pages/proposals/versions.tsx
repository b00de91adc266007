import { useTranslation } from 'react-i18next';
import { PriceCell } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import { Table } from '~/ui/table';

export const proposalVersionRow = graphql(`
  fragment ProposalVersionRow on ProposalVersion {
    id
    number
    author
    sentAt
    expiresAt
    tranches {
      quantityKw
      start
    }
    price {
      ...NormalisedPriceFields
    }
  }
`);

interface Props {
  readonly versions: readonly FragmentType<typeof proposalVersionRow>[];
  readonly zone: string;
}

/** Who wrote what and when; the last one is the one that stands. */
export function Versions({ versions: masked, zone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = readFragment(proposalVersionRow, masked);
  return (
    <Section title={t('proposal.versions')} flush>
      <Table
        caption={t('proposal.versions')}
        compact
        stacked
        rows={[...versions].reverse()}
        keyOf={(version) => version.id}
        columns={[
          { key: 'number', head: t('proposal.version'), cell: (version) => t('proposal.versionBy', { number: version.number, side: t(`side.${version.author}`) }) },
          { key: 'sent', head: t('proposal.sent'), cell: (version) => <Moment at={version.sentAt} zone={zone} /> },
          { key: 'kw', head: t('criterion.QUANTITY'), number: true, cell: (version) => format.power(version.tranches[0]?.quantityKw ?? '0') },
          { key: 'price', head: t('priceUnit.IT_KWH'), number: true, cell: (version) => <PriceCell price={version.price} unit="IT_KWH" of={t('proposal.versionBy', { number: version.number, side: t(`side.${version.author}`) })} /> },
        ]}
      />
    </Section>
  );
}
