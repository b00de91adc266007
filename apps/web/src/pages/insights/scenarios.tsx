import { useTranslation } from 'react-i18next';
import { none } from '~/format/numbers';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { ScenarioFieldsFragment } from '~/gql/graphql';
import { Table, type Column } from '~/ui/table';

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

/** The things one may do with the power, side by side. A multiple is always named with who earns it. */
export function Scenarios({ scenarios: masked }: { readonly scenarios: readonly FragmentType<typeof scenarioFields>[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scenarios = readFragment(scenarioFields, masked);
  const perKwh = (text: string): string => format.unitPrice(text, 'USD', { min: 4, max: 4 });
  const columns: readonly Column<ScenarioFieldsFragment>[] = [
    { key: 'scenario', head: t('insights.scenario'), cell: ({ scenario, earner }) => <Name scenario={scenario} earner={earner} /> },
    { key: 'converted', head: t('insights.converted'), number: true, cell: ({ convertedShare, criticalKw }) => (Number(convertedShare) === 0 ? none : `${format.percent(convertedShare, { min: 0, max: 0 })} · ${format.power(criticalKw)}`) },
    { key: 'revenue', head: t('insights.revenuePerKwh'), number: true, cell: ({ revenueUsdPerKwh }) => perKwh(revenueUsdPerKwh) },
    { key: 'margin', head: t('insights.marginPerKwh'), number: true, cell: ({ marginUsdPerKwh }) => perKwh(marginUsdPerKwh) },
    { key: 'multiple', head: t('insights.multiple'), number: true, cell: ({ multipleOfMining, earner }) => (multipleOfMining ? t('insights.times', { times: format.decimal(multipleOfMining, { min: 1, max: 1 }), earner: t(`earner.${earner}`) }) : none) },
    { key: 'capex', head: t('insights.capex'), number: true, cell: ({ capex }) => format.wholeMoney(capex) },
    { key: 'year', head: t('insights.firstYear'), number: true, cell: ({ firstFullYearRevenue }) => format.wholeMoney(firstFullYearRevenue) },
    { key: 'value', head: t('insights.presentValue'), number: true, cell: ({ presentValue }) => format.wholeMoney(presentValue) },
    { key: 'over', head: t('insights.overMining'), number: true, cell: ({ presentValueOverMining, scenario }) => (scenario === 'MINING' ? none : format.wholeMoney(presentValueOverMining)) },
    { key: 'irr', head: t('insights.internalRate'), number: true, cell: ({ internalRate }) => (internalRate ? format.percent(internalRate) : none) },
    { key: 'payback', head: t('insights.payback'), number: true, cell: ({ paybackMonths, scenario }) => (scenario === 'MINING' ? none : paybackMonths ? t('price.months', { count: paybackMonths }) : t('insights.neverPays')) },
  ];
  return <Table caption={t('insights.compare')} stacked compact rows={scenarios} keyOf={({ scenario }) => scenario} columns={columns} />;
}

function Name({ scenario, earner }: Pick<ScenarioFieldsFragment, 'scenario' | 'earner'>) {
  const { t } = useTranslation();
  return (
    <span style={{ display: 'inline-flex', flexDirection: 'column' }}>
      <strong style={{ fontWeight: 500 }}>{t(`scenario.${scenario}`)}</strong>
      <span style={{ fontSize: 12, color: 'var(--bb-text-muted)' }}>{t('insights.earns', { earner: t(`earner.${earner}`) })}</span>
    </span>
  );
}
