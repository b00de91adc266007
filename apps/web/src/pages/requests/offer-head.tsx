import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCountry } from '~/format/use-country';
import { graphql, readFragment, type FragmentType } from '~/gql';
import classes from './requests.module.css';

export const offerHead = graphql(`
  fragment OfferHead on Listing {
    id
    siteId
    siteName
    hallName
    place
    country
    product
    gpuModelName
    firmness {
      kind
    }
    cooling
  }
`);

/** Whose offer: the site with its place, and what kind of capacity. */
export function OfferHead({ listing: masked }: { readonly listing: FragmentType<typeof offerHead> }) {
  const { t } = useTranslation();
  const country = useCountry();
  const listing = readFragment(offerHead, masked);
  return (
    <div>
      <h3 className={classes['site']}>
        <Link to="/market/sites/$siteId" params={{ siteId: listing.siteId }}>
          {listing.siteName}
        </Link>
      </h3>
      <p className={classes['small']}>
        {listing.place}, {country(listing.country)} · {listing.hallName} · {listing.gpuModelName ?? t(`product.${listing.product}`)} · {t(`firmness.${listing.firmness.kind}`)} · {t(`cooling.${listing.cooling}`)}
      </p>
    </div>
  );
}
