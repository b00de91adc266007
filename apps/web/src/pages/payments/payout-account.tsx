import { useMutation } from '@apollo/client/react';
import { Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Badge } from '~/ui/badge';
import { ErrorPanel } from '~/ui/error-panel';
import { Facts } from '~/ui/facts';
import { Section } from '~/ui/page';
import { useFieldRefusal } from '~/ui/use-field-refusal';
import classes from './payments.module.css';

export const payoutAccountFields = graphql(`
  fragment PayoutAccountFields on PayoutAccount {
    bankLabel
    payoutsEnabled
    requirements
  }
`);

const startDocument = graphql(`
  mutation StartPayoutOnboarding($input: StartPayoutOnboardingInput!) {
    startPayoutOnboarding(input: $input) {
      url
    }
  }
`);

/** The account that money is paid out to: its state, what Stripe still asks for, and the way to Stripe's form, for the password again. */
export function PayoutAccount({ account: masked }: { readonly account: FragmentType<typeof payoutAccountFields> | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const account = readFragment(payoutAccountFields, masked);
  const [password, setPassword] = useState('');
  const [start, { loading, error }] = useMutation(startDocument);
  const wrong = useFieldRefusal(error);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await start({ variables: { input: { password } } }).catch(() => null);
    setPassword('');
    // The address is to be opened once and is never kept.
    if (answer?.data) window.location.assign(answer.data.startPayoutOnboarding.url);
  };
  return (
    <Section title={t('payouts.account')} note={account ? undefined : t('payouts.account.none')}>
      {account ? (
        <Facts
          facts={[
            { label: t('ui.state'), value: account.payoutsEnabled ? <Badge tone="success">{t('payouts.enabled')}</Badge> : <Badge tone="warning">{t('payouts.waiting')}</Badge> },
            { label: t('payouts.bank'), value: account.bankLabel ?? '—' },
            account.requirements.length === 0 ? null : { label: t('payouts.requirements'), value: <span className="bb-mono">{account.requirements.join(', ')}</span> },
          ]}
        />
      ) : null}
      <form className={classes['form']} onSubmit={(event) => void submit(event)}>
        {error ? <ErrorPanel error={error} command /> : null}
        <PasswordInput
          label={t('sign.password')}
          description={session.demoClock === null ? t('sign.password.why') : `${t('sign.password.why')} ${t('demo.password')}`}
          required
          autoComplete="current-password"
          value={password}
          error={wrong('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('login.reveal') }}
        />
        <p className={classes['small']}>{t('payouts.form')}</p>
        <Button type="submit" variant={account?.payoutsEnabled ? 'default' : 'filled'} loading={loading}>
          {account ? t('payouts.change') : t('payouts.open')}
        </Button>
      </form>
    </Section>
  );
}
