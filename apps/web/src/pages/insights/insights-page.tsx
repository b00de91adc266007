import { useQuery } from '@apollo/client/react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { AssumptionInput, SiteEconomicsQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Badge } from '~/ui/badge';
import { Columns, Page, Section } from '~/ui/page';
import { Assumptions } from './assumptions';
import { CashFlows } from './cash-flows';
import { Claims } from './claims';
import { Scenarios } from './scenarios';

const siteEconomicsDocument = graphql(`
  query SiteEconomics($siteId: ID!, $assumptions: [AssumptionInput!]) {
    site(id: $siteId) {
      id
      name
      place
    }
    siteEconomics(siteId: $siteId, assumptions: $assumptions) {
      siteId
      grossKw
      months
      halvings
      assumptions {
        ...AssumptionFields
      }
      scenarios {
        scenario
        earner
        cumulative
        ...ScenarioFields
      }
    }
  }
`);

/** Mine or host: what a site would earn under each thing that may be done with its power, under assumptions one can change. */
export function InsightsPage() {
  const { t } = useTranslation();
  const { siteId } = useParams({ from: '/insights/$siteId' });
  const [given, setGiven] = useState<readonly AssumptionInput[]>([]);
  const asked = useQuery(siteEconomicsDocument, { variables: { siteId, assumptions: [...given] } });
  // The last answer stays while the next is reckoned, and after a refusal: the field that was refused says so itself.
  const result = { ...asked, data: asked.data ?? asked.previousData };
  return <Asked result={result}>{(data) => <Economics data={data} given={given} onGive={setGiven} error={asked.error} title={t('insights.title', { site: data.site.name })} />}</Asked>;
}

interface Props {
  readonly data: SiteEconomicsQuery;
  readonly given: readonly AssumptionInput[];
  readonly onGive: (assumptions: readonly AssumptionInput[]) => void;
  readonly error: unknown;
  readonly title: string;
}

function Economics({ data, given, onGive, error, title }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { site, siteEconomics: economics } = data;
  return (
    <Page
      title={title}
      over={
        <Link to="/market/sites/$siteId" params={{ siteId: site.id }}>
          {site.name}, {site.place}
        </Link>
      }
      lead={t('insights.lead', { power: format.power(economics.grossKw) })}
      badge={<Badge tone="estimate">{t('shadow.estimate')}</Badge>}
    >
      <Columns
        main={
          <>
            <CashFlows months={economics.months} halvings={economics.halvings} scenarios={economics.scenarios} />
            <Section title={t('insights.compare')} note={t('insights.compare.note')} flush>
              <Scenarios scenarios={economics.scenarios} />
            </Section>
            <Claims />
          </>
        }
        side={<Assumptions assumptions={economics.assumptions} given={given} onGive={onGive} error={error} />}
      />
    </Page>
  );
}
