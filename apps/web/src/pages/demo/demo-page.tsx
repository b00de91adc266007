import { useMutation } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { IconBolt, IconCpu, IconFileCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setActiveOrganisation } from '~/app/workspace';
import { useSession, type Role } from '~/features/session/session';
import { graphql } from '~/gql';
import { ErrorPanel } from '~/ui/error-panel';
import { Page } from '~/ui/page';
import classes from './demo.module.css';

const signInDemoDocument = graphql(`
  mutation SignInDemo($input: SignInDemoInput!) {
    signInDemo(input: $input) {
      person {
        id
      }
    }
  }
`);

const doors = [
  { role: 'TENANT', icon: IconCpu },
  { role: 'HOST', icon: IconBolt },
  { role: 'STAFF', icon: IconFileCheck },
] as const satisfies readonly { role: Role; icon: unknown }[];

/** Three doors into the demo world, one click each. */
export function DemoPage() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const [entering, setEntering] = useState<Role | null>(null);
  const [signIn, { error }] = useMutation(signInDemoDocument);

  const enter = async (role: Role): Promise<void> => {
    setEntering(role);
    setActiveOrganisation(null);
    const answer = await signIn({ variables: { input: { role } } }).catch(() => null);
    setEntering(null);
    if (!answer?.data) return;
    await session.renew();
    await navigate({ to: '/home' });
  };

  return (
    <Page title={t('demo.title')} lead={t('demo.lead')}>
      {error ? <ErrorPanel error={error} command /> : null}
      <div className={classes['doors']}>
        {doors.map(({ role, icon: Icon }) => (
          <section key={role} className={`bb-card ${classes['door']}`}>
            <Icon size={28} stroke={1.5} aria-hidden="true" />
            <h2>{t(`demo.${role}.title`)}</h2>
            <p>{t(`demo.${role}.what`)}</p>
            <Button variant={role === 'TENANT' ? 'filled' : 'default'} loading={entering === role} onClick={() => void enter(role)}>
              {t(`demo.${role}.enter`)}
            </Button>
          </section>
        ))}
      </div>
    </Page>
  );
}
