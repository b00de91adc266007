import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PriceCell, units } from '~/features/price/price-cell';
import { useSession } from '~/features/session/session';
import { useCountry } from '~/format/use-country';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { ListingRowFragment, PriceUnit } from '~/gql/graphql';
import { Badge } from '~/ui/badge';
import { Section } from '~/ui/page';
import { Table, type Column } from '~/ui/table';
import classes from './market.module.css';

export const listingRow = graphql(`
  fragment ListingRow on Listing {
    id
    siteId
    siteName
    place
    country
    hallName
    product
    quantityKw
    availableKw
    gpus
    availableGpus
    gpuModelName
    earliestStart
    minimumTermMonths
    maximumTermMonths
    cooling
    currency
    carbonGPerKwh
    firmness {
      kind
      curtailableHours
    }
    prices(assumptions: $assumptions) {
      ...NormalisedPriceFields
    }
  }
`);

interface Props {
  readonly listings: readonly FragmentType<typeof listingRow>[];
  readonly sortBy: PriceUnit;
  /** The load factor that the reader assumed; null for the reference. */
  readonly assumed: string | null;
  readonly busy: boolean;
}

/** The offers of a page, cheapest first in the unit chosen. Each price opens to its basis. */
export function ListingTable({ listings: masked, sortBy, assumed, busy }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { now } = useSession();
  const today = now === null ? null : now.slice(0, 10);
  const listings = readFragment(listingRow, masked);
  const note = assumed === null ? t('market.reference') : t('market.assumed', { load: format.percent(assumed, { min: 0, max: 0 }) });
  const prices: readonly Column<ListingRowFragment>[] = units.map((unit) => ({
    key: unit,
    head: unit === sortBy ? <strong>{t(`priceUnit.${unit}`)} ↑</strong> : t(`priceUnit.${unit}`),
    number: true,
    cell: (listing) => <PriceCell price={listing.prices} unit={unit} of={`${listing.siteName}, ${listing.hallName}`} />,
  }));
  return (
    <div aria-busy={busy} className={busy ? classes['busy'] : undefined}>
      <Section title={t('market.offers')} note={note} flush>
        <Table
          caption={t('market.offers')}
          stacked
          rows={listings}
          keyOf={(listing) => listing.id}
          columns={[
            { key: 'site', head: t('market.site'), cell: (listing) => <Where listing={listing} /> },
            { key: 'product', head: t('market.product'), cell: (listing) => <What listing={listing} /> },
            { key: 'free', head: t('market.free'), number: true, cell: (listing) => <Free listing={listing} /> },
            { key: 'from', head: t('market.from'), number: true, cell: (listing) => (today !== null && listing.earliestStart <= today ? t('market.now') : format.date(listing.earliestStart)) },
            ...prices,
          ]}
        />
      </Section>
    </div>
  );
}

function Where({ listing }: { readonly listing: ListingRowFragment }) {
  const country = useCountry();
  return (
    <span className={classes['where']}>
      <Link to="/market/sites/$siteId" params={{ siteId: listing.siteId }}>
        {listing.siteName}
      </Link>
      <span className={classes['small']}>
        {listing.place}, {country(listing.country)}
      </span>
    </span>
  );
}

function What({ listing }: { readonly listing: ListingRowFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const firmness = listing.firmness.kind === 'CURTAILABLE' ? t('market.curtailable', { hours: format.decimal(listing.firmness.curtailableHours) }) : t(`firmness.${listing.firmness.kind}`);
  return (
    <span className={classes['where']}>
      {listing.gpuModelName ?? t(`product.${listing.product}`)}
      <span className={classes['small']}>
        {firmness} · {t(`cooling.${listing.cooling}`)}
      </span>
    </span>
  );
}

function Free({ listing }: { readonly listing: ListingRowFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (Number(listing.availableKw) <= 0) return <Badge tone="neutral">{t('market.full')}</Badge>;
  return (
    <span className={classes['where']}>
      {format.power(listing.availableKw)}
      {listing.availableGpus === null || listing.availableGpus === undefined ? null : <span className={classes['small']}>{t('market.gpus', { count: listing.availableGpus, formatted: format.decimal(listing.availableGpus) })}</span>}
    </span>
  );
}
