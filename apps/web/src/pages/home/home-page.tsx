import { useQuery } from '@apollo/client/react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ContractBadge, ProposalBadge } from '~/features/deal/state-badges';
import { InvoiceBadge } from '~/features/invoice/invoice-badge';
import { hasRole, useSession } from '~/features/session/session';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { HomeQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { LinkButton } from '~/ui/link-button';
import { Moment } from '~/ui/moment';
import { Page, Section, Stack } from '~/ui/page';
import { Empty } from '~/ui/states';
import { Sandbox } from './sandbox';
import { StaffHome } from './staff-home';
import classes from './home.module.css';

const homeDocument = graphql(`
  query Home {
    proposals(first: 20, states: [SENT, COUNTERED]) {
      edges {
        node {
          id
          state
          turn
          expiresAt
          listing {
            id
            siteName
            timeZone
          }
        }
      }
    }
    contracts(first: 30) {
      edges {
        node {
          id
          state
          host {
            id
            name
          }
          tenant {
            id
            name
          }
          actions {
            name
            allowed
          }
          tranches {
            id
            kw
            hall {
              id
              site {
                id
                name
              }
            }
          }
        }
      }
    }
    invoices(first: 20) {
      edges {
        node {
          id
          number
          state
          paymentState
          dueOn
          from
          openBalance {
            amount
            currency
          }
        }
      }
    }
  }
`);

/** What waits for the reader, then what runs. Staff have a home of their own. */
export function HomePage() {
  const session = useSession();
  return hasRole(session, 'STAFF') ? <StaffHome /> : <DealHome />;
}

function DealHome() {
  const { t } = useTranslation();
  const session = useSession();
  const result = useQuery(homeDocument, { fetchPolicy: 'cache-and-network' });
  const tenant = hasRole(session, 'TENANT');
  return (
    <Page
      title={t('home.title', { name: session.active?.name ?? '' })}
      actions={
        <>
          {tenant ? <LinkButton to="/requests/new">{t('request.new')}</LinkButton> : <LinkButton to="/requests">{t('home.answer')}</LinkButton>}
          <LinkButton to="/market" variant="default">
            {t('shell.market')}
          </LinkButton>
        </>
      }
    >
      <Asked result={result}>
        {(data) => (
          <Stack>
            <Turns data={data} />
            <Running data={data} />
            <Sandbox />
          </Stack>
        )}
      </Asked>
    </Page>
  );
}

/** Withdrawing is always possible and never a turn. */
const noTurn: readonly string[] = ['withdraw', 'revise'];

function Turns({ data }: { readonly data: HomeQuery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const proposals = data.proposals.edges.map((edge) => edge.node).filter((proposal) => proposal.turn && hasRole(session, proposal.turn));
  const contracts = data.contracts.edges.map((edge) => edge.node).filter((contract) => contract.actions.some((action) => action.allowed && !noTurn.includes(action.name)));
  const invoices = hasRole(session, 'TENANT') ? data.invoices.edges.map((edge) => edge.node).filter((invoice) => ['OPEN', 'OVERDUE', 'PARTLY_PAID'].includes(invoice.paymentState)) : [];
  if (proposals.length + contracts.length + invoices.length === 0) return <Empty title={t('home.noTurns')} why={t('home.noTurns.why')} />;
  return (
    <Section title={t('home.turns')} note={t('home.turns.note')}>
      <ul className={classes['turns']}>
        {proposals.map((proposal) => (
          <li key={proposal.id}>
            <Link to="/proposals/$proposalId" params={{ proposalId: proposal.id }}>
              {t('home.proposal', { site: proposal.listing.siteName })}
            </Link>
            <ProposalBadge state={proposal.state} />
            <span className={classes['when']}>
              {t('proposal.heldUntil')} <Moment at={proposal.expiresAt} zone={proposal.listing.timeZone} />
            </span>
          </li>
        ))}
        {contracts.map((contract) => (
          <li key={contract.id}>
            <Link to="/contracts/$contractId" params={{ contractId: contract.id }}>
              {t('home.contract', { site: contract.tranches[0]?.hall.site.name ?? '' })}
            </Link>
            <ContractBadge state={contract.state} />
          </li>
        ))}
        {invoices.map((invoice) => (
          <li key={invoice.id}>
            <Link to="/invoices/$invoiceId" params={{ invoiceId: invoice.id }}>
              {t('home.invoice', { number: invoice.number ?? '', amount: format.money(invoice.openBalance) })}
            </Link>
            <InvoiceBadge state={invoice.state} payment={invoice.paymentState} />
            {invoice.dueOn ? <span className={classes['when']}>{t('home.dueOn', { date: format.date(invoice.dueOn) })}</span> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Running({ data }: { readonly data: HomeQuery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = data.contracts.edges.map((edge) => edge.node).filter((contract) => contract.state === 'ACTIVE' || contract.state === 'EFFECTIVE');
  if (running.length === 0) return null;
  return (
    <Section title={t('home.running')}>
      <ul className={classes['turns']}>
        {running.map((contract) => (
          <li key={contract.id}>
            <Link to="/contracts/$contractId" params={{ contractId: contract.id }}>
              {contract.tranches[0]?.hall.site.name}
            </Link>
            <span>{format.power(contract.tranches[0]?.kw ?? '0')}</span>
            <span className={classes['when']}>
              {contract.host.name} – {contract.tenant.name}
            </span>
            <Link to="/contracts/$contractId/metering" params={{ contractId: contract.id }}>
              {t('contract.metering')}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
