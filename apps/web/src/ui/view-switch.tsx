import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export type View = 'chart' | 'table';

/** Every chart shows its numbers as a table too. */
export function ViewSwitch({ view, onChange }: { readonly view: View; readonly onChange: (view: View) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      value={view}
      onChange={(value) => onChange(value === 'table' ? 'table' : 'chart')}
      data={[
        { value: 'chart', label: t('ui.showChart') },
        { value: 'table', label: t('ui.showTable') },
      ]}
    />
  );
}
