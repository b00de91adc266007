import { useTranslation } from 'react-i18next';
import type { ContractState, ProposalState, RequestState } from '~/gql/graphql';
import { Badge, type Tone } from '~/ui/badge';

const requestTones: Readonly<Record<RequestState, Tone>> = { DRAFT: 'neutral', OPEN: 'info', AWARDED: 'success', CLOSED: 'neutral', EXPIRED: 'warning' };
const proposalTones: Readonly<Record<ProposalState, Tone>> = { SENT: 'info', COUNTERED: 'info', ACCEPTED: 'success', DECLINED: 'danger', WITHDRAWN: 'neutral', EXPIRED: 'warning', LOST: 'neutral' };
const contractTones: Readonly<Record<ContractState, Tone>> = {
  DRAFT: 'neutral',
  NEGOTIATION: 'info',
  IN_REVIEW: 'info',
  CONDITIONAL: 'warning',
  APPROVED: 'info',
  SIGNED: 'success',
  EFFECTIVE: 'success',
  ACTIVE: 'success',
  SUSPENDED: 'warning',
  TERMINATED: 'danger',
  EXPIRED: 'neutral',
  REJECTED: 'danger',
  WITHDRAWN: 'neutral',
  LAPSED: 'warning',
};

export function RequestBadge({ state }: { readonly state: RequestState }) {
  const { t } = useTranslation();
  return <Badge tone={requestTones[state]}>{t(`requestState.${state}`)}</Badge>;
}

export function ProposalBadge({ state }: { readonly state: ProposalState }) {
  const { t } = useTranslation();
  return <Badge tone={proposalTones[state]}>{t(`proposalState.${state}`)}</Badge>;
}

export function ContractBadge({ state }: { readonly state: ContractState }) {
  const { t } = useTranslation();
  return <Badge tone={contractTones[state]}>{t(`contractState.${state}`)}</Badge>;
}
