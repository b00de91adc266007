import { QueuePage } from '~/pages/review/queue-page';
import { Sandbox } from './sandbox';

/** Staff begin with what waits for them; in a sandbox the clock is theirs to move. */
export function StaffHome() {
  return (
    <QueuePage>
      <Sandbox />
    </QueuePage>
  );
}
