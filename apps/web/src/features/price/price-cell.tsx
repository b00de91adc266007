import { Popover, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { readFragment, graphql, type FragmentType } from '~/gql';
import type { NormalisedPriceFieldsFragment, PriceUnit } from '~/gql/graphql';
import { Facts, type Fact } from '~/ui/facts';
import { none } from '~/format/numbers';
import classes from './price.module.css';

export const normalisedPriceFields = graphql(`
  fragment NormalisedPriceFields on NormalisedPrice {
    currency
    perItKwh
    perKwMonth
    perGpuHour
    basis {
      loadFactor
      pue
      termMonths
      kw
      kwPerGpu
      energy
      kwhPerKwMonth
      indices {
        indexId
        perMwh
      }
    }
  }
`);

type Price = NormalisedPriceFieldsFragment;

interface Props {
  readonly price: FragmentType<typeof normalisedPriceFields>;
  readonly unit: PriceUnit;
  /** What is priced, for the button's name: a screen reader hears a column of numbers otherwise. */
  readonly of: string;
}

/** One of the three prices; pressing it opens what it stands on. A price never stands without its basis. */
export function PriceCell({ price: masked, unit, of }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const price = readFragment(normalisedPriceFields, masked);
  const [opened, { toggle, close, set }] = useDisclosure(false);
  const amount = amountIn(price, unit);
  if (amount === null) return <span title={t('price.noGpus')}>{none}</span>;
  const text = format.unitPrice(amount, price.currency, digitsOf(unit));
  return (
    <Popover opened={opened} onChange={set} width={340} position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes['price']} onClick={toggle} aria-label={t('price.explain', { price: text, unit: t(`priceUnit.${unit}`), of })}>
          {text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Basis price={price} unit={unit} headline={text} onEscape={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The three prices beside each other, each with its unit. */
export function PriceTriple({ price, of }: Omit<Props, 'unit'>) {
  const { t } = useTranslation();
  return (
    <dl className={classes['triple']}>
      {units.map((unit) => (
        <div key={unit}>
          <dt>{t(`priceUnit.${unit}`)}</dt>
          <dd>
            <PriceCell price={price} unit={unit} of={of} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const units = ['IT_KWH', 'KW_MONTH', 'GPU_HOUR'] as const satisfies readonly PriceUnit[];

interface BasisProps {
  readonly price: Price;
  readonly unit: PriceUnit;
  readonly headline: string;
  readonly onEscape: () => void;
}

function Basis({ price, unit, headline, onEscape }: BasisProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // The popover itself hears Escape only once the focus has come into it, which is a moment after it shows.
  useHotkeys([['Escape', onEscape]]);
  const { basis } = price;
  const facts: readonly (Fact | null)[] = [
    { label: t('price.energy'), value: t(`price.energy.${basis.energy}`) },
    ...basis.indices.map((index) => ({ label: t('price.indexMean', { index: index.indexId }), value: `${format.money({ amount: index.perMwh, currency: price.currency })} / MWh` })),
    { label: t('price.loadFactor'), value: format.percent(basis.loadFactor, { min: 0, max: 1 }) },
    { label: t('price.pue'), value: format.decimal(basis.pue, { min: 2, max: 4 }) },
    { label: t('price.contracted'), value: format.power(basis.kw) },
    { label: t('price.term'), value: t('price.months', { count: basis.termMonths }) },
    basis.kwPerGpu === null || basis.kwPerGpu === undefined ? null : { label: t('price.kwPerGpu'), value: format.power(basis.kwPerGpu) },
  ];
  return (
    <div className={classes['basis']}>
      <p className={classes['headline']}>
        {headline} <span>{t(`priceUnit.${unit}`)}</span>
      </p>
      <p>{t(`price.how.${unit}`, { hours: format.decimal(basis.kwhPerKwMonth, { min: 0, max: 2 }) })}</p>
      <Facts facts={facts} />
      <p className={classes['small']}>{t('price.beforeTax')}</p>
    </div>
  );
}

export function amountIn(price: Pick<Price, 'perItKwh' | 'perKwMonth' | 'perGpuHour'>, unit: PriceUnit): string | null {
  if (unit === 'IT_KWH') return price.perItKwh;
  return unit === 'KW_MONTH' ? price.perKwMonth : (price.perGpuHour ?? null);
}

function digitsOf(unit: PriceUnit): { readonly min: number; readonly max: number } {
  return unit === 'KW_MONTH' ? { min: 2, max: 2 } : { min: 4, max: 4 };
}
