import { Button, Menu } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import classes from './workspace-switch.module.css';

/** The organisation the reader acts for. One is shown as text; a choice only where there is one. */
export function WorkspaceSwitch() {
  const { t } = useTranslation();
  const session = useSession();
  if (!session.active) return null;
  const roles = session.active.kinds.map((kind) => t(`shell.role.${kind}`)).join(' · ');
  const name = (
    <span className={classes['name']}>
      <span className={classes['organisation']}>{session.active.name}</span>
      <span className={classes['roles']}>{roles}</span>
    </span>
  );
  if (session.workspaces.length < 2) return name;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} h={44} rightSection={<IconSelector size={16} aria-hidden="true" />} aria-label={`${t('shell.workspace')}: ${session.active.name}`}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {session.workspaces.map((workspace) => (
          <Menu.Item key={workspace.id} onClick={() => void session.switchTo(workspace.id)} rightSection={workspace.id === session.active?.id ? <IconCheck size={16} aria-hidden="true" /> : null}>
            {workspace.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
