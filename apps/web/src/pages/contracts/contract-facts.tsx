import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Facts } from '~/ui/facts';
import { IdText } from '~/ui/id-text';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';

export const contractFactsFields = graphql(`
  fragment ContractFactsFields on Contract {
    id
    zone
    start
    end
    versionNumber
    sha256
    host {
      id
      name
    }
    tenant {
      id
      name
    }
    proposal {
      id
    }
    signatures {
      id
      side
      personName
      signedAt
    }
    terms {
      product
      billingDay
      paymentDays
      settlement
      platformFeeRate
      firmness {
        kind
        curtailableHours
        noticeMinutes
      }
      security {
        kind
        amount {
          amount
          currency
        }
      }
      taxes {
        code
        rate
      }
    }
  }
`);

/** Parties, dates and what was settled besides the price. */
export function ContractFacts({ contract: masked }: { readonly contract: FragmentType<typeof contractFactsFields> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const contract = readFragment(contractFactsFields, masked);
  const { terms } = contract;
  const { firmness, security } = terms;
  return (
    <>
      <Section title={t('contract.parties')}>
        <Facts
          facts={[
            { label: t('side.HOST'), value: contract.host.name },
            { label: t('side.TENANT'), value: contract.tenant.name },
            { label: t('contract.from'), value: format.date(contract.start) },
            { label: t('contract.untilExcluded'), value: format.date(contract.end) },
            { label: t('contract.zone'), value: contract.zone },
          ]}
        />
      </Section>
      <Section title={t('contract.settled')}>
        <Facts
          facts={[
            { label: t('offer.firmness'), value: firmness.kind === 'FIRM' ? t('firmness.FIRM') : t('offer.curtailable', { hours: format.decimal(firmness.curtailableHours), minutes: format.decimal(firmness.noticeMinutes) }) },
            { label: t('contract.security'), value: security.amount ? `${t(`security.${security.kind}`)} ${format.money(security.amount)}` : t('security.NONE') },
            { label: t('contract.billingDay'), value: format.decimal(terms.billingDay) },
            { label: t('contract.paymentDays'), value: format.decimal(terms.paymentDays) },
            { label: t('contract.settlement'), value: t(`settlement.${terms.settlement}`) },
            { label: t('proposal.fee'), value: t('proposal.fee.HOST', { rate: format.percent(terms.platformFeeRate, { min: 0, max: 2 }) }) },
            ...terms.taxes.map((tax) => ({ label: lineName(tax.code), value: format.percent(tax.rate, { min: 0, max: 3 }) })),
          ]}
        />
      </Section>
      <Section title={t('contract.version', { number: contract.versionNumber })} note={t('contract.hash.note')}>
        <p className="bb-mono" style={{ margin: 0, overflowWrap: 'anywhere' }}>
          {contract.sha256}
        </p>
        <Facts
          facts={[
            ...contract.signatures.map((signature) => ({
              label: t('contract.signedBy', { side: t(`side.${signature.side}`) }),
              value: (
                <>
                  {signature.personName}
                  <br />
                  <Moment at={signature.signedAt} zone={contract.zone} />
                </>
              ),
            })),
            {
              label: t('contract.proposal'),
              value: (
                <Link to="/proposals/$proposalId" params={{ proposalId: contract.proposal.id }}>
                  {t('contract.seeProposal')}
                </Link>
              ),
            },
            { label: 'Id', value: <IdText id={contract.id} /> },
          ]}
        />
      </Section>
    </>
  );
}
