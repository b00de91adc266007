import { useTranslation } from 'react-i18next';
import { QueuePage } from '~/pages/review/queue-page';
import { Stack } from '~/ui/page';
import { Sandbox } from './sandbox';

/** Staff begin with what waits for them; in a sandbox the clock is theirs to move. */
export function StaffHome() {
  const { t } = useTranslation();
  return (
    <Stack>
      <QueuePage />
      <div aria-label={t('sandbox.title')}>
        <Sandbox />
      </div>
    </Stack>
  );
}
