import { useTranslation } from 'react-i18next';
import { Page, Section, Stack } from '~/ui/page';

const prices = ['perItKwh', 'perKwMonth', 'perGpuHour'] as const;

/** The three prices in plain words; linked from the help menu on every page. */
export function PricesPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('help.title')} lead={t('help.lead')}>
      <Stack>
        {prices.map((price) => (
          <Section key={price} title={t(`help.${price}`)}>
            <p style={{ maxWidth: '72ch', margin: 0, fontSize: 16, lineHeight: '26px' }}>{t(`help.${price}.what`)}</p>
          </Section>
        ))}
        <p style={{ maxWidth: '72ch' }}>{t('help.basis')}</p>
      </Stack>
    </Page>
  );
}
