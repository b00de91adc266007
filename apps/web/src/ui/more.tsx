import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly page: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly busy: boolean;
  readonly load: (after: string) => void;
}

/** The next page of a list: a button, so that a keyboard reaches the footer and the Back button finds the place again. */
export function More({ page, busy, load }: Props) {
  const { t } = useTranslation();
  const after = page.endCursor;
  if (!page.hasNextPage || !after) return null;
  return (
    <Button variant="default" loading={busy} onClick={() => load(after)} style={{ alignSelf: 'center' }}>
      {t('ui.more')}
    </Button>
  );
}
