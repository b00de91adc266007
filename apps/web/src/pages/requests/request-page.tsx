import { useMutation, useQuery } from '@apollo/client/react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RequestBadge } from '~/features/deal/state-badges';
import { hasRole, useSession } from '~/features/session/session';
import { useCountry } from '~/format/use-country';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { RequestQuery } from '~/gql/graphql';
import { ActionButton, actionNamed } from '~/ui/action-button';
import { Asked } from '~/ui/asked';
import { ErrorPanel } from '~/ui/error-panel';
import { Facts } from '~/ui/facts';
import { IdText } from '~/ui/id-text';
import { Moment } from '~/ui/moment';
import { Columns, Page, Section } from '~/ui/page';
import { Matches } from './matches';
import { NearMisses } from './near-misses';
import { RequestProposals } from './request-proposals';

const requestDocument = graphql(`
  query Request($id: ID!) {
    request(id: $id) {
      id
      title
      description
      state
      product
      quantityKw
      gpus
      gpuModels
      startFrom
      startTo
      termMonths
      countriesAllowed
      countriesRefused
      coolings
      redundancies
      certifications
      minimumRackKw
      carbonCapGPerKwh
      curtailmentHours
      noticeMinutes
      currency
      deadline
      priceCeiling {
        unit
        amount
      }
      weights {
        wish
        weight
      }
      tenant {
        id
        name
      }
      actions {
        name
        allowed
        refusal {
          code
          message
        }
      }
      matches {
        ...MatchFields
      }
      nearMisses {
        ...NearMissFields
      }
      proposals(first: 20) {
        edges {
          node {
            id
            ...RequestProposal
          }
        }
      }
    }
  }
`);

export const requestMoved = graphql(`
  fragment RequestMoved on Request {
    id
    state
    actions {
      name
      allowed
      refusal {
        code
        message
      }
    }
  }
`);

const openDocument = graphql(`
  mutation OpenRequest($id: ID!) {
    openRequest(id: $id) {
      ...RequestMoved
    }
  }
`);

const closeDocument = graphql(`
  mutation CloseRequest($id: ID!) {
    closeRequest(id: $id) {
      ...RequestMoved
    }
  }
`);

type Request = RequestQuery['request'];

/** One request: what is asked, what fits and why, what nearly fits, and what hosts proposed. */
export function RequestPage() {
  const { requestId } = useParams({ from: '/requests/$requestId' });
  const result = useQuery(requestDocument, { variables: { id: requestId } });
  return <Asked result={result}>{({ request }) => <RequestView request={request} />}</Asked>;
}

function RequestView({ request }: { readonly request: Request }) {
  const { t } = useTranslation();
  const session = useSession();
  const [open, opening] = useMutation(openDocument, { variables: { id: request.id } });
  const [close, closing] = useMutation(closeDocument, { variables: { id: request.id } });
  const error = opening.error ?? closing.error;
  const host = hasRole(session, 'HOST') && !hasRole(session, 'TENANT');
  const actions = (
    <>
      {request.state === 'DRAFT' ? (
        <ActionButton action={actionNamed(request.actions, 'open')} busy={opening.loading} onPress={() => void open().catch(() => undefined)}>
          {t('request.open')}
        </ActionButton>
      ) : null}
      {request.state === 'DRAFT' || request.state === 'OPEN' ? (
        <ActionButton action={actionNamed(request.actions, 'close')} variant="default" busy={closing.loading} onPress={() => void close().catch(() => undefined)}>
          {t('request.close')}
        </ActionButton>
      ) : null}
    </>
  );
  return (
    <Page title={request.title} over={request.tenant.name} badge={<RequestBadge state={request.state} />} lead={request.description} actions={host ? null : actions}>
      {error ? <ErrorPanel error={error} command /> : null}
      <Columns
        main={
          <>
            <RequestProposals proposals={request.proposals.edges.map((edge) => edge.node)} />
            <Matches matches={request.matches} requestId={request.id} host={host} />
            <NearMisses nearMisses={request.nearMisses} requestId={request.id} host={host} />
          </>
        }
        side={<RequestFacts request={request} />}
      />
    </Page>
  );
}

function RequestFacts({ request }: { readonly request: Request }) {
  const { t } = useTranslation();
  const format = useFormat();
  const country = useCountry();
  const list = (entries: readonly string[]): string => (entries.length === 0 ? t('market.any') : entries.join(', '));
  const total = request.weights.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <>
      <Section title={t('request.asked')}>
        <Facts
          facts={[
            { label: t('market.product'), value: t(`product.${request.product}`) },
            { label: t('criterion.QUANTITY'), value: format.power(request.quantityKw) },
            request.gpus ? { label: 'GPU', value: `${format.decimal(request.gpus)} × ${request.gpuModels.join(' / ')}` } : null,
            { label: t('criterion.START'), value: `${format.date(request.startFrom)} – ${format.date(request.startTo)}` },
            { label: t('price.term'), value: t('price.months', { count: request.termMonths }) },
            { label: t('criterion.COUNTRY'), value: list(request.countriesAllowed.map(country)) },
            request.countriesRefused.length === 0 ? null : { label: t('request.refused'), value: list(request.countriesRefused.map(country)) },
            { label: t('criterion.COOLING'), value: list(request.coolings.map((cooling) => t(`cooling.${cooling}`))) },
            { label: t('criterion.REDUNDANCY'), value: list(request.redundancies.map((redundancy) => t(`redundancy.${redundancy}`))) },
            request.minimumRackKw ? { label: t('criterion.RACK_DENSITY'), value: t('request.atLeast', { value: format.power(request.minimumRackKw) }) } : null,
            request.certifications.length === 0 ? null : { label: t('criterion.CERTIFICATIONS'), value: list(request.certifications) },
            { label: t('criterion.CURTAILMENT'), value: request.curtailmentHours === 0 ? t('site.none') : t('site.hoursPerYear', { hours: format.decimal(request.curtailmentHours) }) },
            request.carbonCapGPerKwh ? { label: t('criterion.CARBON'), value: t('request.atMost', { value: `${format.decimal(request.carbonCapGPerKwh)}\u202Fg/kWh` }) } : null,
            request.priceCeiling ? { label: t('request.ceiling'), value: `${format.unitPrice(request.priceCeiling.amount, request.currency, { min: 2, max: 4 })} · ${t(`priceUnit.${request.priceCeiling.unit}`)}` } : null,
            { label: t('request.deadline'), value: <Moment at={request.deadline} /> },
            { label: 'Id', value: <IdText id={request.id} /> },
          ]}
        />
      </Section>
      <Section title={t('request.weights')} note={t('request.weights.note')}>
        <Facts facts={request.weights.map(({ wish, weight }) => ({ label: t(`wish.${wish}`), value: format.percent(weight / total, { min: 0, max: 0 }) }))} />
      </Section>
    </>
  );
}
