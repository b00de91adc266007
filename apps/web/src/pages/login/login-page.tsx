import { useMutation } from '@apollo/client/react';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { graphql } from '~/gql';
import { ErrorPanel } from '~/ui/error-panel';
import { Page, Section } from '~/ui/page';
import classes from './login.module.css';

const signInDocument = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      person {
        id
      }
    }
  }
`);

/** Sign-in by e-mail address and password; pasting and password managers welcome, no puzzles (WCAG 3.3.8). */
export function LoginPage() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/login' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [signIn, { loading, error }] = useMutation(signInDocument);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await signIn({ variables: { input: { email, password } } }).catch(() => null);
    if (!answer?.data) return;
    await session.renew();
    // An address of ours with its search, never another's.
    await navigate({ href: to?.startsWith('/') && !to.startsWith('//') ? to : '/home' });
  };

  return (
    <Page title={t('login.title')} lead={t('login.lead')}>
      <div className={classes['login']}>
        <Section title={t('login.form')}>
          <form onSubmit={(event) => void submit(event)} className={classes['form']}>
            {error ? <ErrorPanel error={error} command /> : null}
            <TextInput label={t('login.email')} type="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <PasswordInput
              label={t('login.password')}
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('login.reveal') }}
            />
            <Button type="submit" loading={loading}>
              {t('shell.signIn')}
            </Button>
          </form>
        </Section>
        <p>
          {t('login.noAccount')} <Link to="/demo">{t('shell.tryDemo')}</Link>
        </p>
      </div>
    </Page>
  );
}
