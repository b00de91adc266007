import { useTranslation } from 'react-i18next';
import { PriceTriple } from '~/features/price/price-cell';
import { PriceTerms } from '~/features/price/price-terms';
import { hasRole, useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Facts } from '~/ui/facts';
import { LinkButton } from '~/ui/link-button';
import { Section } from '~/ui/page';
import classes from './offer.module.css';

export const offerFields = graphql(`
  fragment Offer on Listing {
    id
    title
    description
    product
    state
    hallName
    quantityKw
    availableKw
    gpus
    availableGpus
    gpuModelName
    minimumLotKw
    minimumLotGpus
    earliestStart
    minimumTermMonths
    maximumTermMonths
    depositMonths
    currency
    priceJustification
    firmness {
      kind
      curtailableHours
      noticeMinutes
    }
    priceTerms {
      ...PriceTermFields
    }
    prices {
      ...NormalisedPriceFields
    }
  }
`);

interface Props {
  readonly listing: FragmentType<typeof offerFields>;
  readonly siteName: string;
  /** The first offer of a page has its one filled button. */
  readonly leading: boolean;
}

/** One standing offer: its price three ways, what the price is made of, and how to ask for it. */
export function Offer({ listing: masked, siteName, leading }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const listing = readFragment(offerFields, masked);
  const { firmness } = listing;
  const today = session.now?.slice(0, 10) ?? null;
  const gpus = listing.availableGpus === null || listing.availableGpus === undefined ? '' : ` · ${t('market.gpus', { count: listing.availableGpus, formatted: format.decimal(listing.availableGpus) })}`;
  const lot = listing.minimumLotGpus ? t('market.gpus', { count: listing.minimumLotGpus, formatted: format.decimal(listing.minimumLotGpus) }) : listing.minimumLotKw ? format.power(listing.minimumLotKw) : null;
  return (
    <Section
      title={listing.title}
      note={`${t(`product.${listing.product}`)} · ${listing.hallName}${listing.gpuModelName ? ` · ${listing.gpuModelName}` : ''}`}
      aside={
        session.state === 'anonymous' ? (
          <LinkButton to="/login" search={{ to: `/requests/new?listing=${listing.id}` }} variant={leading ? 'filled' : 'default'}>
            {t('market.signInToRequest')}
          </LinkButton>
        ) : hasRole(session, 'TENANT') ? (
          <LinkButton to="/requests/new" search={{ listing: listing.id }} variant={leading ? 'filled' : 'default'}>
            {t('offer.request')}
          </LinkButton>
        ) : null
      }
    >
      <div className={classes['offer']}>
        <PriceTriple price={listing.prices} of={`${siteName}, ${listing.hallName}`} />
        <Facts
          wide
          facts={[
            { label: t('market.free'), value: `${format.power(listing.availableKw)}${gpus}` },
            { label: t('offer.whole'), value: format.power(listing.quantityKw) },
            lot === null ? null : { label: t('criterion.LOT'), value: lot },
            { label: t('market.from'), value: today !== null && listing.earliestStart <= today ? t('market.now') : format.date(listing.earliestStart) },
            { label: t('price.term'), value: t('offer.term', { min: listing.minimumTermMonths, max: listing.maximumTermMonths }) },
            { label: t('offer.firmness'), value: firmness.kind === 'FIRM' ? t('firmness.FIRM') : t('offer.curtailable', { hours: format.decimal(firmness.curtailableHours), minutes: format.decimal(firmness.noticeMinutes) }) },
            { label: t('offer.deposit'), value: listing.depositMonths === 0 ? t('site.none') : t('price.months', { count: listing.depositMonths }) },
          ]}
        />
        <p className={classes['words']}>{listing.description}</p>
      </div>
      <div className={classes['terms']}>
        <PriceTerms terms={listing.priceTerms} currency={listing.currency} />
      </div>
      {listing.priceJustification ? <p className={classes['words']}>{t('offer.justification', { reason: listing.priceJustification })}</p> : null}
    </Section>
  );
}
