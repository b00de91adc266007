import { useQuery } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { useCountry } from '~/format/use-country';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { SiteQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Badge } from '~/ui/badge';
import { Facts } from '~/ui/facts';
import { LinkButton } from '~/ui/link-button';
import { Moment } from '~/ui/moment';
import { Columns, Page, Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { ConversionRail } from './conversion-rail';
import { HallTable } from './hall-table';
import { Offer } from './offer';
import classes from './market.module.css';

const siteDocument = graphql(`
  query Site($id: ID!) {
    site(id: $id) {
      id
      name
      description
      place
      adminRegion
      country
      timeZone
      utility
      gridRegion
      grossInterconnectedKw
      designPue
      peakPue
      measuredPue
      firm
      curtailmentHoursPerYear
      curtailmentNoticeMinutes
      carbonSiteGPerKwh
      carbonGridGPerKwh
      energyMix {
        source
        percent
      }
      carriers
      fibreRoutes
      certifications {
        name
        state
      }
      verified
      verifiedUntil
      derived
      host {
        id
        name
        verified
      }
      conversion {
        id
        ...ConversionStages
      }
      halls {
        id
        ...HallRow
      }
    }
    listings(first: 20, filter: { siteId: $id }) {
      edges {
        node {
          id
          ...Offer
        }
      }
    }
  }
`);

type Site = SiteQuery['site'];

/** One site: what it is, what it sells and for how much, how far its conversion is, and what is known of it and by whom. */
export function SitePage() {
  const { siteId } = useParams({ from: '/market/sites/$siteId' });
  const result = useQuery(siteDocument, { variables: { id: siteId } });
  return <Asked result={result}>{({ site, listings }) => <SiteView site={site} offers={listings.edges.map((edge) => edge.node)} />}</Asked>;
}

function SiteView({ site, offers }: { readonly site: Site; readonly offers: readonly SiteQuery['listings']['edges'][number]['node'][] }) {
  const { t } = useTranslation();
  const country = useCountry();
  const session = useSession();
  return (
    <Page
      title={site.name}
      over={`${site.place}, ${site.adminRegion}, ${country(site.country)} · ${site.host.name}`}
      lead={site.description}
      badge={site.verified ? <Badge tone="success">{t('site.verified')}</Badge> : <Badge tone="warning">{t('site.unverified')}</Badge>}
      actions={session.state === 'signedIn' ? <LinkButton to="/insights/$siteId" params={{ siteId: site.id }} variant="default">{t('site.economics')}</LinkButton> : null}
    >
      <Columns
        main={
          <>
            {offers.length === 0 ? <Empty title={t('site.noOffers')} why={t('site.noOffers.why')} /> : offers.map((offer, index) => <Offer key={offer.id} listing={offer} siteName={site.name} leading={index === 0} />)}
            {site.conversion ? <ConversionRail conversion={site.conversion} /> : null}
            <Section title={t('site.halls')} flush>
              <HallTable halls={site.halls} zone={site.timeZone} />
            </Section>
          </>
        }
        side={<SiteFacts site={site} />}
      />
    </Page>
  );
}

function SiteFacts({ site }: { readonly site: Site }) {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = (whole: number): string => format.percent(String(whole / 100), { min: 0, max: 0 });
  return (
    <>
      <Section title={t('site.power')}>
        <Facts
          facts={[
            { label: t('site.interconnected'), value: `${format.power(site.grossInterconnectedKw)} ${t('site.gross')}` },
            { label: t('site.utility'), value: site.utility },
            { label: t('site.grid'), value: site.gridRegion },
            { label: t('site.connection'), value: site.firm ? t('firmness.FIRM') : t('firmness.CURTAILABLE') },
            { label: t('site.curtailment'), value: site.curtailmentHoursPerYear === 0 ? t('site.none') : t('site.hoursPerYear', { hours: format.decimal(site.curtailmentHoursPerYear) }) },
            { label: t('site.designPue'), value: format.decimal(site.designPue, { min: 2, max: 3 }) },
            { label: t('site.measuredPue'), value: site.measuredPue ? format.decimal(site.measuredPue, { min: 2, max: 3 }) : t('site.notMeasured') },
          ]}
        />
      </Section>
      <Section title={t('site.energy')}>
        <Facts
          facts={[
            ...site.energyMix.map((share) => ({ label: t(`source.${share.source}`, { defaultValue: share.source }), value: percent(share.percent) })),
            { label: t('site.carbon'), value: site.carbonSiteGPerKwh ? `${format.decimal(site.carbonSiteGPerKwh)}\u202Fg/kWh` : t('ui.noData') },
            { label: t('site.carbonGrid'), value: site.carbonGridGPerKwh ? `${format.decimal(site.carbonGridGPerKwh)}\u202Fg/kWh` : t('ui.noData') },
          ]}
        />
      </Section>
      <Section title={t('site.trust')}>
        <Facts
          facts={[
            { label: t('site.host'), value: site.host.name },
            site.verifiedUntil ? { label: t('site.verifiedUntil'), value: <Moment at={site.verifiedUntil} zone={site.timeZone} /> } : null,
            { label: t('site.network'), value: t('site.routes', { count: site.fibreRoutes, carriers: site.carriers.join(', ') || '—' }) },
            ...site.certifications.map((certification) => ({ label: certification.name, value: t(`certification.${certification.state}`) })),
          ]}
        />
        {site.derived.length === 0 ? null : <p className={classes['small']}>{t('site.derived', { fields: site.derived.map((field) => t(`site.derived.${field}`, { defaultValue: field })).join(', ') })}</p>}
      </Section>
    </>
  );
}
