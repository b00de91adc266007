import { rule } from '@busbar/kernel';

export const insightsPolicy = {
  /** Of a site in the caller's sight; the service asks the site's owner context for it. */
  see: rule('see the economics of a site', { kinds: 'ANY', scope: 'market:read' }),
} as const;
