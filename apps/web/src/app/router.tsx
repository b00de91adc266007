import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Loading } from '~/ui/states';
import { ErrorPanel } from '~/ui/error-panel';
import { NotFound } from './not-found';
import { Shell } from './shell/shell';

/** Every address of the application on one screen. A page is loaded when it is opened. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const at = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const optional = <Key extends string>(keys: readonly Key[]) => (search: Readonly<Record<string, unknown>>): Partial<Record<Key, string>> => {
  const found: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const value = text(search[key]);
    if (value !== undefined) found[key] = value;
  }
  return found;
};

const routes = [
  createRoute({ ...at('/'), component: lazyRouteComponent(() => import('~/pages/welcome/welcome-page'), 'WelcomePage') }),
  createRoute({ ...at('/login'), validateSearch: optional(['to']), component: lazyRouteComponent(() => import('~/pages/login/login-page'), 'LoginPage') }),
  createRoute({ ...at('/demo'), component: lazyRouteComponent(() => import('~/pages/demo/demo-page'), 'DemoPage') }),
  createRoute({ ...at('/home'), component: lazyRouteComponent(() => import('~/pages/home/home-page'), 'HomePage') }),
  createRoute({ ...at('/help/prices'), component: lazyRouteComponent(() => import('~/pages/help/prices-page'), 'PricesPage') }),
  createRoute({
    ...at('/market'),
    validateSearch: optional(['q', 'product', 'country', 'kw', 'sort', 'load']),
    component: lazyRouteComponent(() => import('~/pages/market/market-page'), 'MarketPage'),
  }),
  createRoute({ ...at('/market/sites/$siteId'), component: lazyRouteComponent(() => import('~/pages/market/site-page'), 'SitePage') }),
  createRoute({ ...at('/insights/$siteId'), component: lazyRouteComponent(() => import('~/pages/insights/insights-page'), 'InsightsPage') }),
  createRoute({ ...at('/requests'), component: lazyRouteComponent(() => import('~/pages/requests/requests-page'), 'RequestsPage') }),
  createRoute({ ...at('/requests/new'), validateSearch: optional(['listing']), component: lazyRouteComponent(() => import('~/pages/requests/new-request-page'), 'NewRequestPage') }),
  createRoute({ ...at('/requests/$requestId'), component: lazyRouteComponent(() => import('~/pages/requests/request-page'), 'RequestPage') }),
  createRoute({ ...at('/proposals/new'), validateSearch: optional(['request', 'listing']), component: lazyRouteComponent(() => import('~/pages/proposals/new-proposal-page'), 'NewProposalPage') }),
  createRoute({ ...at('/proposals/$proposalId'), component: lazyRouteComponent(() => import('~/pages/proposals/proposal-page'), 'ProposalPage') }),
  createRoute({ ...at('/proposals/$proposalId/counter'), component: lazyRouteComponent(() => import('~/pages/proposals/counter-page'), 'CounterPage') }),
  createRoute({ ...at('/contracts'), component: lazyRouteComponent(() => import('~/pages/contracts/contracts-page'), 'ContractsPage') }),
  createRoute({ ...at('/contracts/$contractId'), component: lazyRouteComponent(() => import('~/pages/contracts/contract-page'), 'ContractPage') }),
  createRoute({ ...at('/contracts/$contractId/metering'), validateSearch: optional(['month']), component: lazyRouteComponent(() => import('~/pages/metering/metering-page'), 'MeteringPage') }),
  createRoute({ ...at('/review'), component: lazyRouteComponent(() => import('~/pages/review/queue-page'), 'QueuePage') }),
  createRoute({ ...at('/review/$contractId'), component: lazyRouteComponent(() => import('~/pages/review/review-page'), 'ReviewPage') }),
  createRoute({ ...at('/invoices'), validateSearch: optional(['contract']), component: lazyRouteComponent(() => import('~/pages/invoices/invoices-page'), 'InvoicesPage') }),
  createRoute({ ...at('/invoices/$invoiceId'), validateSearch: optional(['line', 'day']), component: lazyRouteComponent(() => import('~/pages/invoices/invoice-page'), 'InvoicePage') }),
  createRoute({ ...at('/payment-methods'), component: lazyRouteComponent(() => import('~/pages/payments/payment-methods-page'), 'PaymentMethodsPage') }),
  createRoute({ ...at('/payouts'), component: lazyRouteComponent(() => import('~/pages/payments/payouts-page'), 'PayoutsPage') }),
  ...(import.meta.env.DEV ? [createRoute({ ...at('/_kit'), component: lazyRouteComponent(() => import('~/pages/kit/kit-page'), 'KitPage') })] : []),
];

/** Search is text, as the address has it: read as JSON, a load factor of 0.6 would become a number, and an id a guess. */
function parseSearch(search: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams(Object.entries(search).flatMap(([key, value]) => (typeof value === 'string' && value !== '' ? [[key, value]] : []))).toString();
  return text === '' ? '' : `?${text}`;
}

export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <ErrorPanel error={error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
