import { useMutation } from '@apollo/client/react';
import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import { ActionButton, type Action } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';
import classes from './contracts.module.css';

const confirmSecurityDocument = graphql(`
  mutation ConfirmSecurity($input: ConfirmSecurityInput!) {
    confirmSecurity(input: $input) {
      id
      state
    }
  }
`);

interface Props {
  readonly contractId: string;
  readonly action: Action | undefined;
}

/** Staff note a security that came outside the platform, with what proves it. */
export function Security({ contractId, action }: Props) {
  const { t } = useTranslation();
  const [evidence, setEvidence] = useState('');
  const [confirm, { loading, error }] = useMutation(confirmSecurityDocument, { refetchQueries: ['Contract'] });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await confirm({ variables: { input: { contractId, evidence } } }).catch(() => undefined);
  };
  if (!action) return null;
  return (
    <form className={classes['form']} onSubmit={(event) => void submit(event)}>
      {error ? <ErrorPanel error={error} command /> : null}
      <TextInput label={t('security.evidence')} description={t('security.evidence.why')} required value={evidence} onChange={(event) => setEvidence(event.currentTarget.value)} />
      <ActionButton action={action} submit busy={loading}>
        {t('security.confirm')}
      </ActionButton>
    </form>
  );
}
