import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import { ActionButton, actionNamed, type Action } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';

export const proposalEnded = graphql(`
  fragment ProposalEnded on Proposal {
    id
    state
    turn
    reason
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

const declineDocument = graphql(`
  mutation DeclineProposal($input: EndProposalInput!) {
    declineProposal(input: $input) {
      ...ProposalEnded
    }
  }
`);

const withdrawDocument = graphql(`
  mutation WithdrawProposal($input: EndProposalInput!) {
    withdrawProposal(input: $input) {
      ...ProposalEnded
    }
  }
`);

interface Props {
  readonly proposalId: string;
  readonly actions: readonly Action[];
}

/** Declining (the side whose turn it is) or withdrawing (its host), with a reason for the other side. */
export function EndProposal({ proposalId, actions }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [opened, setOpened] = useState<'decline' | 'withdraw' | null>(null);
  const [decline, declining] = useMutation(declineDocument);
  const [withdraw, withdrawing] = useMutation(withdrawDocument);
  const offered = (['decline', 'withdraw'] as const).filter((name) => actionNamed(actions, name)?.allowed);
  const end = async (): Promise<void> => {
    const variables = { input: { proposalId, reason } };
    const answer = await (opened === 'decline' ? decline({ variables }) : withdraw({ variables })).catch(() => null);
    if (answer?.data) setOpened(null);
  };
  const error = declining.error ?? withdrawing.error;
  return (
    <>
      {offered.map((name) => (
        <ActionButton key={name} action={actionNamed(actions, name)} variant="default" onPress={() => setOpened(name)}>
          {t(`proposal.${name}`)}
        </ActionButton>
      ))}
      {opened === null ? null : (
        <Modal opened onClose={() => setOpened(null)} title={t(`proposal.${opened}`)} closeButtonProps={{ 'aria-label': t('ui.close') }}>
          {error ? <ErrorPanel error={error} command /> : null}
          <Textarea label={t('proposal.reason')} description={t('proposal.reason.why')} autosize minRows={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
          <Button mt="md" loading={declining.loading || withdrawing.loading} onClick={() => void end()}>
            {t(`proposal.${opened}`)}
          </Button>
        </Modal>
      )}
    </>
  );
}
