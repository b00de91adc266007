import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import type { SiteEconomicsQuery } from '~/gql/graphql';
import { useTokens } from '~/theme/use-tokens';
import { LazyChart } from '~/ui/lazy-chart';
import { Legend } from '~/ui/legend';
import { Section } from '~/ui/page';
import { Table } from '~/ui/table';
import { ViewSwitch, type View } from '~/ui/view-switch';
import { cashFlowOption, millions } from './cash-flow-option';
import classes from './insights.module.css';

type Economics = SiteEconomicsQuery['siteEconomics'];

interface Props {
  readonly months: Economics['months'];
  readonly halvings: Economics['halvings'];
  readonly scenarios: Economics['scenarios'];
}

/** Two pictures, because two earners: a landlord's sums vanish beside a GPU operator's, and must not be read as them. */
const pictures = [
  { earner: 'LANDLORD', scenarios: ['MINING', 'HYBRID_COLOCATION', 'FULL_COLOCATION'] },
  { earner: 'GPU_OPERATOR', scenarios: ['MINING', 'HYBRID_GPU_CLOUD', 'FULL_GPU_CLOUD'] },
] as const;

export function CashFlows({ months, halvings, scenarios }: Props) {
  return (
    <>
      {pictures.map((picture) => (
        <CashFlow key={picture.earner} earner={picture.earner} months={months} halvings={halvings} scenarios={scenarios.filter(({ scenario }) => picture.scenarios.some((shown) => shown === scenario))} />
      ))}
    </>
  );
}

function CashFlow({ earner, months, halvings, scenarios }: Props & { readonly earner: 'LANDLORD' | 'GPU_OPERATOR' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tokens = useTokens();
  const [view, setView] = useState<View>('chart');
  const lines = useMemo(
    () => scenarios.map((scenario, index) => ({ name: t(`scenario.${scenario.scenario}`), colour: tokens.series[index] ?? tokens.text, dash: index === 0 ? 'dashed' : 'solid', values: scenario.cumulative }) as const),
    [scenarios, tokens, t],
  );
  const option = useMemo(
    () =>
      cashFlowOption({
        months,
        halvings,
        lines,
        tokens,
        words: { halving: t('insights.halving'), amount: (value) => `${format.wholeMoney({ amount: String(value), currency: 'USD' })}\u202FM`, month: (text) => format.month(text) },
      }),
    [months, halvings, lines, tokens, t, format],
  );
  const lastMonths = months.map((month, index) => ({ month, index })).filter(({ index }) => (index + 1) % 12 === 0);
  const ends = scenarios.map((scenario) => `${t(`scenario.${scenario.scenario}`)} ${format.decimal(millions(scenario.cumulative.at(-1) ?? '0'), { min: 0, max: 1 })}`).join(', ');
  return (
    <Section
      title={t(`insights.chart.${earner}`)}
      note={t(`insights.chart.${earner}.note`)}
      aside={
        <ViewSwitch view={view} onChange={setView} />
      }
    >
      {view === 'chart' ? (
        <div className={classes['picture']}>
          <Legend items={lines.map((line) => ({ key: line.name, label: line.name, colour: line.colour, stroke: line.dash }))} />
          <LazyChart option={option} height={280} testId={`chart-${earner.toLowerCase()}`} label={t('insights.picture', { months: months.length, ends })} />
        </div>
      ) : (
        <Table
          caption={t(`insights.chart.${earner}`)}
          compact
          rows={lastMonths}
          keyOf={({ month }) => month}
          columns={[
            { key: 'month', head: t('insights.endOf'), cell: ({ month }) => format.month(month) },
            ...lines.map((line) => ({ key: line.name, head: `${line.name}, $ M`, number: true, cell: ({ index }: { readonly index: number }) => format.decimal(millions(line.values[index] ?? '0'), { min: 1, max: 1 }) })),
          ]}
        />
      )}
    </Section>
  );
}
