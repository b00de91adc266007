import { useMutation } from '@apollo/client/react';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { ActionButton, actionNamed } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import classes from './review.module.css';

export const decisionFields = graphql(`
  fragment DecisionFields on Contract {
    id
    zone
    actions {
      name
      allowed
      refusal {
        code
        message
      }
    }
    reviews {
      id
      round
      state
      reason
      decidedByName
      decidedAt
    }
  }
`);

const approveDocument = graphql(`
  mutation ApproveContract($input: ApproveContractInput!) {
    approveContract(input: $input) {
      id
      state
    }
  }
`);

const requestChangesDocument = graphql(`
  mutation RequestContractChanges($input: RequestContractChangesInput!) {
    requestContractChanges(input: $input) {
      id
      state
    }
  }
`);

/** Approve, or send back with the reason. A refused button says why; a decision that was taken says by whom and when. */
export function Decision({ contract: masked }: { readonly contract: FragmentType<typeof decisionFields> }) {
  const { t } = useTranslation();
  const contract = readFragment(decisionFields, masked);
  const [reason, setReason] = useState('');
  const [approve, approving] = useMutation(approveDocument, { refetchQueries: ['ContractReview'] });
  const [sendBack, sending] = useMutation(requestChangesDocument, { refetchQueries: ['ContractReview'] });
  const note = reason.trim();
  const error = approving.error ?? sending.error;
  const open = contract.reviews.some((review) => review.state === 'OPEN');
  const decided = contract.reviews.filter((review) => review.state !== 'OPEN').sort((a, b) => b.round - a.round);
  return (
    <Section title={t('review.decision')}>
      <div className={classes['decision']}>
        {error ? <ErrorPanel error={error} command /> : null}
        {open ? (
          <>
            <Textarea label={t('review.reason')} description={t('review.reason.what')} autosize minRows={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <ActionButton
              action={actionNamed(contract.actions, 'approve')}
              busy={approving.loading}
              onPress={() => void approve({ variables: { input: { contractId: contract.id, ...(note === '' ? {} : { note }) } } }).catch(() => undefined)}
            >
              {t('review.approve')}
            </ActionButton>
            <ActionButton
              action={actionNamed(contract.actions, 'requestChanges')}
              variant="default"
              busy={sending.loading}
              onPress={() => void sendBack({ variables: { input: { contractId: contract.id, reason: note } } }).catch(() => undefined)}
            >
              {t('review.requestChanges')}
            </ActionButton>
          </>
        ) : null}
        {decided.map((review) => (
          <div key={review.id} className={classes['past']}>
            <strong>
              {t('review.roundOf', { round: review.round })}: {t(`reviewState.${review.state}`)}
            </strong>
            <span>
              {review.decidedByName} {review.decidedAt ? <Moment at={review.decidedAt} zone={contract.zone} /> : null}
            </span>
            {review.reason ? <span>{review.reason}</span> : null}
          </div>
        ))}
      </div>
    </Section>
  );
}
