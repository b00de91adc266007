import { Button, Menu } from '@mantine/core';
import { IconHelpCircle, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { LinkButton, LinkItem } from '~/ui/link-button';

/** Help is always in this place (WCAG 3.2.6), the person beside it. */
export function Profile({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" color="gray" px={8} aria-label={t('shell.help')}>
            <IconHelpCircle size={18} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <LinkItem to="/help/prices">{t('shell.prices')}</LinkItem>
          <Menu.Item onClick={onHelp}>{t('shell.keys')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {session.state === 'signedIn' ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" color="gray" px={8} aria-label={`${t('shell.profile')}: ${session.person?.name ?? ''}`}>
              <IconUserCircle size={20} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              {session.person?.name}
              <br />
              {session.person?.email}
            </Menu.Label>
            <LinkItem to="/demo">{t('shell.tryDemo')}</LinkItem>
            <Menu.Item onClick={() => void session.signOut()}>{t('shell.signOut')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {session.state === 'anonymous' ? (
        <LinkButton to="/login" variant="default">
          {t('shell.signIn')}
        </LinkButton>
      ) : null}
    </>
  );
}
