import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { units } from '~/features/price/price-cell';
import { useCountry } from '~/format/use-country';
import type { MarketQuery, Product } from '~/gql/graphql';
import { useFormat } from '~/format/use-format';
import { LinkButton } from '~/ui/link-button';
import classes from './market.module.css';

export type MarketSearch = {
  readonly q?: string;
  readonly product?: string;
  readonly country?: string;
  readonly kw?: string;
  readonly sort?: string;
  /** Load factor that the reader assumes, `0.6`. */
  readonly load?: string;
};

interface Props {
  readonly search: MarketSearch;
  readonly onChange: (search: MarketSearch) => void;
  /** Whether prices may be asked for under a load factor of the reader's own. */
  readonly reckons: boolean;
  readonly facets: MarketQuery['siteFacets'];
}

const products: readonly Product[] = ['COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER'];
const loads = ['1', '0.8', '0.6', '0.4'] as const;

/** What to look for, how to sort, and what to assume. Typing waits a quarter of a second before it asks. */
export function Filters({ search, onChange, reckons, facets }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const country = useCountry();
  const [typed, setTyped] = useState(search.q ?? '');
  const [kw, setKw] = useState(search.kw ?? '');
  const put = (key: keyof MarketSearch, value: string | null): void => {
    const { [key]: _, ...rest } = search;
    onChange(value === null || value === '' ? rest : { ...rest, [key]: value });
  };
  const later = useDebouncedCallback(put, 250);
  const countries = facets.filter((facet) => facet.name === 'country').map((facet) => ({ value: facet.value, label: `${country(facet.value)} (${format.decimal(facet.count)})` }));
  const any = { value: '', label: t('market.any') };
  const narrowed = Object.keys(search).some((key) => key !== 'sort');
  return (
    <form role="search" aria-label={t('market.search')} className={classes['filters']} onSubmit={(event) => event.preventDefault()}>
      <TextInput
        label={t('market.text')}
        value={typed}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          later('q', event.currentTarget.value);
        }}
      />
      <NativeSelect label={t('market.product')} data={[any, ...products.map((value) => ({ value, label: t(`product.${value}`) }))]} value={search.product ?? ''} onChange={(event) => put('product', event.currentTarget.value)} />
      <NativeSelect label={t('market.country')} data={[any, ...countries]} value={search.country ?? ''} onChange={(event) => put('country', event.currentTarget.value)} />
      <TextInput
        label={t('market.minKw')}
        inputMode="numeric"
        rightSection="kW"
        value={kw}
        onChange={(event) => {
          const digits = event.currentTarget.value.replace(/\D/g, '').replace(/^0+/, '');
          setKw(digits);
          later('kw', digits);
        }}
      />
      {reckons ? <NativeSelect label={t('market.load')} data={loads.map((value) => ({ value, label: format.percent(value, { min: 0, max: 0 }) }))} value={search.load ?? '1'} onChange={(event) => put('load', event.currentTarget.value === '1' ? null : event.currentTarget.value)} /> : null}
      <NativeSelect label={t('market.sort')} data={units.map((value) => ({ value, label: t(`priceUnit.${value}`) }))} value={search.sort ?? 'IT_KWH'} onChange={(event) => put('sort', event.currentTarget.value)} />
      {narrowed ? (
        <LinkButton to="/market" variant="subtle" leftSection={<IconX size={16} aria-hidden="true" />} onClick={() => { setTyped(''); setKw(''); }}>
          {t('market.clear')}
        </LinkButton>
      ) : null}
    </form>
  );
}
