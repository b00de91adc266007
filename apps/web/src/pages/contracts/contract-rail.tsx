import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { ContractState } from '~/gql/graphql';
import { StateRail, type BreakerState } from '~/ui/state-rail';

export const contractRailFields = graphql(`
  fragment ContractRailFields on Contract {
    id
    state
    zone
    draftedAt
    actions {
      name
      allowed
    }
    signatures {
      id
      side
      signedAt
    }
    tranches {
      id
      acceptedAt
    }
  }
`);

/** What lies behind a contract in each state; the breaker after the last closed one is where it stands. */
const steps = ['draft', 'review', 'signatures', 'security', 'handover', 'active'] as const;
const closedIn: Readonly<Record<ContractState, number>> = {
  DRAFT: 0,
  NEGOTIATION: 0,
  IN_REVIEW: 1,
  CONDITIONAL: 1,
  APPROVED: 2,
  SIGNED: 3,
  EFFECTIVE: 4,
  ACTIVE: 6,
  SUSPENDED: 6,
  TERMINATED: 6,
  EXPIRED: 6,
  REJECTED: 1,
  WITHDRAWN: 0,
  LAPSED: 0,
};
const stoppedIn: readonly ContractState[] = ['REJECTED', 'WITHDRAWN', 'LAPSED'];
/** A step back that somebody may always take says nothing about whose turn it is. */
const ending: readonly string[] = ['withdraw'];

export function ContractRail({ contract: masked }: { readonly contract: FragmentType<typeof contractRailFields> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const contract = readFragment(contractRailFields, masked);
  const closed = closedIn[contract.state];
  const mine = contract.actions.some((action) => action.allowed && !ending.includes(action.name));
  const stateOf = (index: number): BreakerState => {
    if (index < closed) return 'closed';
    if (index > closed) return 'open';
    if (stoppedIn.includes(contract.state)) return 'stopped';
    return mine ? 'ours' : 'theirs';
  };
  const accepted = contract.tranches.map((tranche) => tranche.acceptedAt).find((at) => at !== null && at !== undefined);
  const notes: Partial<Record<(typeof steps)[number], string>> = {
    draft: format.dayOf(contract.draftedAt, contract.zone),
    signatures: t('contract.rail.signed', { count: contract.signatures.length }),
    ...(accepted ? { handover: format.dayOf(accepted, contract.zone) } : {}),
  };
  return <StateRail label={t('contract.rail')} breakers={steps.map((step, index) => ({ key: step, label: t(`contract.rail.${step}`), state: stateOf(index), note: notes[step] }))} />;
}
