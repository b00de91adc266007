import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProposalBadge } from '~/features/deal/state-badges';
import { Turn } from '~/features/deal/turn';
import { PriceCell } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import { Table } from '~/ui/table';

export const requestProposal = graphql(`
  fragment RequestProposal on Proposal {
    id
    state
    turn
    expiresAt
    host {
      id
      name
    }
    listing {
      id
      siteName
      timeZone
    }
    latest {
      id
      number
      tranches {
        quantityKw
        start
        termMonths
      }
      price {
        ...NormalisedPriceFields
      }
    }
  }
`);

/** What hosts proposed: price, capacity held, until when, and whose turn it is. */
export function RequestProposals({ proposals: masked }: { readonly proposals: readonly FragmentType<typeof requestProposal>[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const proposals = readFragment(requestProposal, masked);
  if (proposals.length === 0) return null;
  return (
    <Section title={t('proposals.title')} note={t('proposals.note')} flush>
      <Table
        caption={t('proposals.title')}
        stacked
        rows={proposals}
        keyOf={(proposal) => proposal.id}
        columns={[
          {
            key: 'site',
            head: t('market.site'),
            cell: (proposal) => (
              <Link to="/proposals/$proposalId" params={{ proposalId: proposal.id }}>
                {proposal.listing.siteName}
              </Link>
            ),
          },
          { key: 'host', head: t('side.HOST'), cell: (proposal) => proposal.host.name },
          {
            key: 'state',
            head: t('ui.state'),
            cell: (proposal) => (
              <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 4 }}>
                <ProposalBadge state={proposal.state} />
                <Turn side={proposal.turn} />
              </span>
            ),
          },
          { key: 'kw', head: t('criterion.QUANTITY'), number: true, cell: (proposal) => format.power(proposal.latest.tranches[0]?.quantityKw ?? '0') },
          { key: 'price', head: t('priceUnit.IT_KWH'), number: true, cell: (proposal) => <PriceCell price={proposal.latest.price} unit="IT_KWH" of={proposal.listing.siteName} /> },
          { key: 'month', head: t('priceUnit.KW_MONTH'), number: true, cell: (proposal) => <PriceCell price={proposal.latest.price} unit="KW_MONTH" of={proposal.listing.siteName} /> },
          { key: 'until', head: t('proposal.heldUntil'), number: true, cell: (proposal) => <Moment at={proposal.expiresAt} zone={proposal.listing.timeZone} /> },
        ]}
      />
    </Section>
  );
}
