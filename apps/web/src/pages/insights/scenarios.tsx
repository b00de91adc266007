import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { none } from '~/format/numbers';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { ScenarioFieldsFragment } from '~/gql/graphql';
import { Table } from '~/ui/table';

export const scenarioFields = graphql(`
  fragment ScenarioFields on ScenarioEconomics {
    scenario
    earner
    convertedShare
    criticalKw
    revenueUsdPerKwh
    marginUsdPerKwh
    multipleOfMining
    internalRate
    paybackMonths
    capex {
      amount
      currency
    }
    firstFullYearRevenue {
      amount
      currency
    }
    presentValue {
      amount
      currency
    }
    presentValueOverMining {
      amount
      currency
    }
  }
`);

interface Measure {
  readonly key: string;
  readonly name: string;
  readonly of: (scenario: ScenarioFieldsFragment) => ReactNode;
}

/** The things one may do with the power, a column each. A multiple is always named with who earns it. */
export function Scenarios({ scenarios: masked }: { readonly scenarios: readonly FragmentType<typeof scenarioFields>[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scenarios = readFragment(scenarioFields, masked);
  const perKwh = (text: string): string => format.unitPrice(text, 'USD', { min: 4, max: 4 });
  const unlessMining = ({ scenario }: ScenarioFieldsFragment, value: () => string): string => (scenario === 'MINING' ? none : value());
  const measures: readonly Measure[] = [
    { key: 'earner', name: t('claims.earner'), of: ({ earner }) => t(`earner.${earner}`) },
    { key: 'converted', name: t('insights.converted'), of: (one) => unlessMining(one, () => `${format.percent(one.convertedShare, { min: 0, max: 0 })} · ${format.power(one.criticalKw)}`) },
    { key: 'revenue', name: t('insights.revenuePerKwh'), of: ({ revenueUsdPerKwh }) => perKwh(revenueUsdPerKwh) },
    { key: 'margin', name: t('insights.marginPerKwh'), of: ({ marginUsdPerKwh }) => perKwh(marginUsdPerKwh) },
    {
      key: 'multiple',
      name: t('insights.multiple'),
      of: ({ multipleOfMining, earner }) => (multipleOfMining ? t('insights.times', { times: format.decimal(multipleOfMining, { min: 1, max: 1 }), earner: t(`earner.${earner}`) }) : none),
    },
    { key: 'capex', name: t('insights.capex'), of: (one) => unlessMining(one, () => format.wholeMoney(one.capex)) },
    { key: 'year', name: t('insights.firstYear'), of: ({ firstFullYearRevenue }) => format.wholeMoney(firstFullYearRevenue) },
    { key: 'value', name: t('insights.presentValue'), of: ({ presentValue }) => format.wholeMoney(presentValue) },
    { key: 'over', name: t('insights.overMining'), of: (one) => unlessMining(one, () => format.wholeMoney(one.presentValueOverMining)) },
    { key: 'irr', name: t('insights.internalRate'), of: ({ internalRate }) => (internalRate ? format.percent(internalRate) : none) },
    { key: 'payback', name: t('insights.payback'), of: (one) => unlessMining(one, () => (one.paybackMonths ? t('price.months', { count: one.paybackMonths }) : t('insights.neverPays'))) },
  ];
  return (
    <Table
      caption={t('insights.compare')}
      compact
      rows={measures}
      keyOf={({ key }) => key}
      columns={[
        { key: 'measure', head: '', cell: ({ name }) => name },
        ...scenarios.map((scenario) => ({ key: scenario.scenario, head: t(`scenario.${scenario.scenario}`), number: true, cell: (measure: Measure) => measure.of(scenario) })),
      ]}
    />
  );
}
