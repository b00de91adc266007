import { useTranslation } from 'react-i18next';
import { useRequirementText } from '~/features/deal/use-requirement-text';
import { PriceCell } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Section } from '~/ui/page';
import { LinkButton } from '~/ui/link-button';
import { Number } from './matches';
import { OfferHead } from './offer-head';
import { Reasons } from './reasons';
import { ShowAll } from './show-all';
import { useFirst } from './use-first';
import classes from './requests.module.css';

export const nearMissFields = graphql(`
  fragment NearMissFields on NearMiss {
    relaxations {
      criterion
      unit
      from
      to
    }
    placement {
      quantityKw
      gpus
      start
      termMonths
    }
    contractValue {
      amount
      currency
    }
    price {
      ...NormalisedPriceFields
    }
    reasons {
      ...ReasonFields
    }
    listing {
      id
      siteName
      ...OfferHead
    }
  }
`);

interface Props {
  readonly nearMisses: readonly FragmentType<typeof nearMissFields>[];
  readonly requestId: string;
  readonly host: boolean;
}

/** What fails one or two requirements, with the smallest change that would let it in. */
export function NearMisses({ nearMisses: masked, requestId, host }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useRequirementText();
  const nearMisses = readFragment(nearMissFields, masked);
  const { shown, rest, showAll } = useFirst(nearMisses);
  if (nearMisses.length === 0) return null;
  return (
    <Section title={t('nearMisses.title', { count: nearMisses.length })} note={t('nearMisses.note')} flush>
      <ol className={classes['offers']}>
        {shown.map((miss) => (
          <li key={miss.listing.id} className={classes['offer']}>
            <OfferHead listing={miss.listing} />
            <ul className={classes['changes']}>
              {miss.relaxations.map((change) => (
                <li key={change.criterion}>
                  {t('nearMisses.change', { criterion: t(`criterion.${change.criterion}`), from: text(change.criterion, change.unit, change.from), to: text(change.criterion, change.unit, change.to) })}
                </li>
              ))}
            </ul>
            <dl className={classes['numbers']}>
              <Number name={t('priceUnit.IT_KWH')} value={<PriceCell price={miss.price} unit="IT_KWH" of={miss.listing.siteName} />} />
              <Number name={t('criterion.QUANTITY')} value={format.power(miss.placement.quantityKw)} />
              <Number name={t('criterion.START')} value={format.date(miss.placement.start)} />
              <Number name={t('matches.value', { months: miss.placement.termMonths })} value={format.wholeMoney(miss.contractValue)} />
            </dl>
            <div className={classes['foot']}>
              <Reasons reasons={miss.reasons} />
              {host ? (
                <LinkButton variant="default" to="/proposals/new" search={{ request: requestId, listing: miss.listing.id }}>
                  {t('proposal.new')}
                </LinkButton>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      <ShowAll rest={rest} onPress={showAll} />
    </Section>
  );
}
