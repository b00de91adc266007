import { useMutation } from '@apollo/client/react';
import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasRole, useSession } from '~/features/session/session';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { ActionButton, actionNamed } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';
import { LinkButton } from '~/ui/link-button';
import { Section } from '~/ui/page';
import { Security } from './security';
import { Sign } from './sign';
import classes from './contracts.module.css';

export const nextStepFields = graphql(`
  fragment NextStepFields on Contract {
    id
    state
    sha256
    actions {
      name
      allowed
      refusal {
        code
        message
      }
    }
    signingConsent(language: $language) {
      version
      text
    }
    reviews {
      id
      round
      state
      reason
      decidedByName
    }
  }
`);

const submitDocument = graphql(`
  mutation SubmitContract($input: SubmitContractInput!) {
    submitContract(input: $input) {
      id
      state
    }
  }
`);

const withdrawDocument = graphql(`
  mutation WithdrawContract($input: WithdrawContractInput!) {
    withdrawContract(input: $input) {
      id
      state
    }
  }
`);

/** What comes next and by whom. Buttons come from the API's actions; where one is refused, its reason stands beside it. */
export function NextStep({ contract: masked }: { readonly contract: FragmentType<typeof nextStepFields> }) {
  const { t } = useTranslation();
  const session = useSession();
  const contract = readFragment(nextStepFields, masked);
  const [submit, submitting] = useMutation(submitDocument, { refetchQueries: ['Contract'] });
  const action = (name: string) => actionNamed(contract.actions, name);
  const sent = contract.reviews.find((review) => review.state === 'CHANGES_REQUESTED' && contract.state === 'DRAFT');
  const staff = hasRole(session, 'STAFF');
  return (
    <Section title={t('next.title')} note={t(`next.${contract.state}`)}>
      <div className={classes['step']}>
        {submitting.error ? <ErrorPanel error={submitting.error} command /> : null}
        {sent?.reason ? <blockquote className={classes['consent']}>{t('next.sentBack', { reviewer: sent.decidedByName ?? '', reason: sent.reason })}</blockquote> : null}
        {contract.state === 'APPROVED' && !staff ? <Sign contractId={contract.id} sha256={contract.sha256} consent={contract.signingConsent.text} action={action('sign')} /> : null}
        {contract.state === 'SIGNED' && staff ? <Security contractId={contract.id} action={action('confirmSecurity')} /> : null}
        <div className={classes['row']}>
          {contract.state === 'DRAFT' && !staff ? (
            <ActionButton action={action('submit')} busy={submitting.loading} onPress={() => void submit({ variables: { input: { contractId: contract.id } } }).catch(() => undefined)}>
              {t('contract.submit')}
            </ActionButton>
          ) : null}
          {contract.state === 'IN_REVIEW' && staff ? (
            <LinkButton to="/review/$contractId" params={{ contractId: contract.id }}>
              {t('contract.review')}
            </LinkButton>
          ) : null}
          {action('withdraw')?.allowed ? <Withdraw contractId={contract.id} /> : null}
        </div>
      </div>
    </Section>
  );
}

function Withdraw({ contractId }: { readonly contractId: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const [withdraw, { loading, error }] = useMutation(withdrawDocument, { refetchQueries: ['Contract'] });
  const press = async (): Promise<void> => {
    const answer = await withdraw({ variables: { input: { contractId, reason } } }).catch(() => null);
    if (answer?.data) setOpened(false);
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('contract.withdraw')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('contract.withdraw')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {error ? <ErrorPanel error={error} command /> : null}
        <p>{t('contract.withdraw.what')}</p>
        <Textarea label={t('proposal.reason')} description={t('review.reason.why')} autosize minRows={3} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        <Button mt="md" loading={loading} onClick={() => void press()}>
          {t('contract.withdraw')}
        </Button>
      </Modal>
    </>
  );
}
