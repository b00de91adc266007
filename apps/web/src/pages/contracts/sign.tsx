import { useMutation } from '@apollo/client/react';
import { PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { graphql } from '~/gql';
import { ActionButton, type Action } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';
import { useFieldRefusal } from '~/ui/use-field-refusal';
import classes from './contracts.module.css';

const signDocument = graphql(`
  mutation SignContract($input: SignContractInput!) {
    signContract(input: $input) {
      id
      state
    }
  }
`);

interface Props {
  readonly contractId: string;
  /** Of the document that is shown; the API refuses a signature on any other. */
  readonly sha256: string;
  readonly consent: string;
  readonly action: Action | undefined;
}

/** The signature: consent, the hash of exactly this text, one's own name, and the password again. */
export function Sign({ contractId, sha256, consent, action }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const [typedName, setTypedName] = useState('');
  const [password, setPassword] = useState('');
  const [sign, { loading, error }] = useMutation(signDocument, { refetchQueries: ['Contract'] });
  const wrong = useFieldRefusal(error);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!action?.allowed) return;
    await sign({ variables: { input: { contractId, sha256, typedName, password } } }).catch(() => undefined);
    setPassword('');
  };
  if (!action) return null;
  if (!action.allowed) return <ActionButton action={action}>{t('contract.sign')}</ActionButton>;
  return (
    <form className={classes['form']} onSubmit={(event) => void submit(event)}>
      {error ? <ErrorPanel error={error} command /> : null}
      <p className={classes['consent']}>{consent}</p>
      <p className={classes['small']}>
        {t('sign.hash')} <span className={`bb-mono ${classes['hash']}`}>{sha256}</span>
      </p>
      <TextInput label={t('sign.name')} description={t('sign.name.why', { name: session.person?.name ?? '' })} required autoComplete="name" value={typedName} error={wrong('typedName')} onChange={(event) => setTypedName(event.currentTarget.value)} />
      <PasswordInput
        label={t('sign.password')}
        description={session.demoClock === null ? t('sign.password.why') : `${t('sign.password.why')} ${t('demo.password')}`}
        required
        error={wrong('password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('login.reveal') }}
      />
      <ActionButton action={action} submit busy={loading}>
        {t('contract.sign')}
      </ActionButton>
    </form>
  );
}
