import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Section } from '~/ui/page';
import { StateRail, type BreakerState } from '~/ui/state-rail';

export const conversionStages = graphql(`
  fragment ConversionStages on Conversion {
    id
    startedOn
    plannedAiKw
    readyForService
    stages {
      code
      state
      plannedEnd
      forecastEnd
      actualEnd
      slipDays
    }
  }
`);

const breakers: Readonly<Record<'PLANNED' | 'IN_PROGRESS' | 'DONE', BreakerState>> = { DONE: 'closed', IN_PROGRESS: 'theirs', PLANNED: 'open' };

/** How far the conversion from mining to AI is, stage by stage, with the days it slipped. */
export function ConversionRail({ conversion: masked }: { readonly conversion: FragmentType<typeof conversionStages> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const conversion = readFragment(conversionStages, masked);
  return (
    <Section title={t('conversion.title')} note={t('conversion.note', { power: format.power(conversion.plannedAiKw), date: format.date(conversion.readyForService) })}>
      <StateRail
        label={t('conversion.title')}
        breakers={conversion.stages.map((stage) => ({
          key: stage.code,
          label: t(`stage.${stage.code}`),
          state: breakers[stage.state],
          note: `${format.date(stage.actualEnd ?? stage.forecastEnd)}${stage.slipDays > 0 ? ` · ${t('conversion.slip', { count: stage.slipDays })}` : ''}`,
        }))}
      />
    </Section>
  );
}
