import { useTranslation } from 'react-i18next';
import { none } from '~/format/numbers';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { PriceTermFieldsFragment } from '~/gql/graphql';
import { Table } from '~/ui/table';
import { useLineName } from './use-line-name';

export const priceTermFields = graphql(`
  fragment PriceTermFields on PriceTerm {
    id
    code
    name
    price
    unit
    billedIn
    passThrough
    escalatorPercent
    indexId
    floorPerMwh
    capPerMwh
    pueMode
    pue
    sku
    incrementSeconds
  }
`);

interface Props {
  readonly terms: readonly FragmentType<typeof priceTermFields>[];
  readonly currency: string;
}

/** The components of a price as they will stand on the invoice. */
export function PriceTerms({ terms: masked, currency }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const terms = readFragment(priceTermFields, masked);
  return (
    <Table
      caption={t('terms.caption')}
      stacked
      rows={terms}
      keyOf={(term) => term.id}
      columns={[
        { key: 'code', head: t('terms.component'), cell: (term) => term.name ?? lineName(term.code) },
        { key: 'price', head: t('terms.price'), number: true, cell: (term) => (term.price === null || term.price === undefined ? none : `${format.unitPrice(term.price, currency, { min: 2, max: 12 })} / ${term.unit}`) },
        { key: 'how', head: t('terms.how'), cell: (term) => <How term={term} /> },
        { key: 'billed', head: t('terms.billed'), cell: (term) => <span style={{ whiteSpace: 'nowrap' }}>{t(`terms.billed.${term.billedIn}`)}</span> },
      ]}
    />
  );
}

function How({ term }: { readonly term: PriceTermFieldsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = [
    term.indexId ? t('terms.index', { index: term.indexId }) : null,
    term.floorPerMwh ? t('terms.floor', { price: format.decimal(term.floorPerMwh, { min: 2, max: 6 }) }) : null,
    term.capPerMwh ? t('terms.cap', { price: format.decimal(term.capPerMwh, { min: 2, max: 6 }) }) : null,
    term.pueMode ? t(`terms.pue.${term.pueMode}`, { pue: term.pue ? format.decimal(term.pue, { min: 2, max: 4 }) : none }) : null,
    term.sku ?? null,
    term.escalatorPercent ? t('terms.escalator', { percent: format.decimal(term.escalatorPercent, { min: 0, max: 4 }) }) : null,
    term.passThrough ? t('terms.passThrough') : null,
  ].filter((part) => part !== null);
  return <span>{parts.length === 0 ? t('terms.fixed') : parts.join(' · ')}</span>;
}
