import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** An id in a face where 0 and O differ, with a way to copy it. */
export function IdText({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, maxWidth: '100%' }}>
      <span className="bb-mono" style={{ overflowWrap: 'anywhere', wordBreak: 'break-all' }}>
        {id}
      </span>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon size={24} variant="subtle" color="gray" onClick={copy} aria-label={copied ? t('ui.copied') : t('ui.copy', { what: id })}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
