import { Kbd, Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/features/session/session';
import { Facts } from '~/ui/facts';
import { areas } from './areas';
import { setSingleKeys, singleKeys } from './use-keys';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The list of keys, and the switch that silences them. */
export default function KeyHelp({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const [on, setOn] = useState(singleKeys);
  const facts = areas
    .filter((area) => area.shown(session))
    .map((area) => ({
      label: t('shell.keys.goTo', { area: t(area.label) }),
      value: (
        <>
          <Kbd>g</Kbd> {t('shell.keys.then')} <Kbd>{area.key}</Kbd>
        </>
      ),
    }));
  return (
    <Modal opened={opened} onClose={onClose} title={t('shell.keys')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Facts facts={[...facts, { label: t('shell.keys.help'), value: <Kbd>?</Kbd> }]} />
      <Switch
        mt="md"
        label={t('shell.keys.switch')}
        checked={on}
        onChange={(event) => {
          setSingleKeys(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
    </Modal>
  );
}
