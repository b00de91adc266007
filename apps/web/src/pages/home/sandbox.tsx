import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { hasRole, useSession } from '~/features/session/session';
import { graphql } from '~/gql';
import { ErrorPanel } from '~/ui/error-panel';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import classes from './home.module.css';

const clockDocument = graphql(`
  query SandboxClock {
    businessTime {
      now
      movable
    }
  }
`);

const advanceDocument = graphql(`
  mutation AdvanceClock($input: AdvanceClockInput!) {
    advanceClock(input: $input) {
      now
      movable
    }
  }
`);

/** The sandbox's clock: moving it does everything that falls due on the way, invoices included. */
export function Sandbox() {
  const { t } = useTranslation();
  const session = useSession();
  const client = useApolloClient();
  const { data } = useQuery(clockDocument, { fetchPolicy: 'network-only' });
  const [to, setTo] = useState('');
  const [advance, { loading, error }] = useMutation(advanceDocument);
  if (!data?.businessTime.movable || !hasRole(session, 'STAFF')) return null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await advance({ variables: { input: { to: `${to}:00Z` } } }).catch(() => null);
    if (answer?.data) await client.refetchQueries({ include: 'active' });
  };
  return (
    <Section title={t('sandbox.title')} note={t('sandbox.note')}>
      {error ? <ErrorPanel error={error} command /> : null}
      <form className={classes['clock']} onSubmit={(event) => void submit(event)}>
        <p>
          {t('sandbox.now')} <Moment at={data.businessTime.now} />
        </p>
        <TextInput type="datetime-local" label={t('sandbox.to')} required min={data.businessTime.now.slice(0, 16)} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <Button type="submit" variant="default" loading={loading}>
          {t('sandbox.advance')}
        </Button>
      </form>
    </Section>
  );
}
