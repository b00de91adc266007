import { Button, MultiSelect, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { units } from '~/features/price/price-cell';
import { useCountry } from '~/format/use-country';
import type { Cooling, Product, Redundancy } from '~/gql/graphql';
import { ErrorPanel } from '~/ui/error-panel';
import { Section } from '~/ui/page';
import { useFieldRefusal } from '~/ui/use-field-refusal';
import type { RequestDraft } from './request-draft';
import form from '~/ui/form.module.css';
import classes from './requests.module.css';

interface Props {
  readonly initial: RequestDraft;
  readonly countries: readonly string[];
  /** Ids and names of GPU models that somebody offers. */
  readonly models: readonly (readonly [string, string])[];
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (draft: RequestDraft, open: boolean) => void;
}

const products: readonly Product[] = ['COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER'];
const coolings: readonly Cooling[] = ['AIR', 'AIR_CONTAINED', 'RDHX', 'DLC', 'IMMERSION'];
const redundancies: readonly Redundancy[] = ['N', 'N_PLUS_1', 'TWO_N'];
const wishes = [
  ['price', 'PRICE'],
  ['start', 'START'],
  ['carbon', 'CARBON'],
  ['redundancy', 'REDUNDANCY'],
] as const;

/** What is needed, in four parts. The API says which field contradicts itself; the field shows it. */
export function RequestForm({ initial, countries, models, busy, error, onSubmit }: Props) {
  const { t } = useTranslation();
  const country = useCountry();
  const wrong = useFieldRefusal(error);
  const narrow = useMediaQuery('(max-width: 479px)');
  const [draft, setDraft] = useState(initial);
  const put = <Key extends keyof RequestDraft>(key: Key) => (value: RequestDraft[Key]): void => setDraft((known) => ({ ...known, [key]: value }));
  const number = (key: 'quantityKw' | 'gpus' | 'termMonths' | 'minimumRackKw' | 'carbonCap' | 'curtailmentHours' | 'noticeMinutes' | 'ceiling') => ({ value: draft[key], onChange: (value: string | number) => put(key)(String(value)), min: 0 });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(draft, true);
  };

  return (
    <form className={form['form']} onSubmit={submit}>
      {error ? <ErrorPanel error={error} command /> : null}
      <Section title={t('form.workload')}>
        <div className={form['grid']}>
          <TextInput className={classes['wide']} label={t('form.title')} description={t('form.title.why')} required minLength={3} maxLength={200} value={draft.title} error={wrong('title')} onChange={(event) => put('title')(event.currentTarget.value)} />
          <div className={classes['wide']}>
            <SegmentedControl
              aria-label={t('market.product')}
              value={draft.product}
              onChange={(value) => put('product')(products.find((known) => known === value) ?? 'COLOCATION')}
              data={products.map((value) => ({ value, label: t(`product.${value}`) }))}
              fullWidth
              orientation={narrow ? 'vertical' : 'horizontal'}
            />
          </div>
          {draft.product === 'GPU_CLUSTER' ? (
            <>
              <NumberInput label={t('form.gpus')} required error={wrong('gpus')} {...number('gpus')} />
              <MultiSelect label={t('form.models')} description={t('form.models.why')} required searchable data={models.map(([value, label]) => ({ value, label }))} value={[...draft.gpuModels]} onChange={put('gpuModels')} error={wrong('gpuModels')} />
            </>
          ) : (
            <NumberInput label={t('form.kw')} description={t('form.kw.why')} required suffix=" kW" step={500} error={wrong('quantityKw')} {...number('quantityKw')} />
          )}
          <Textarea className={classes['wide']} label={t('form.description')} autosize minRows={2} maxLength={5000} value={draft.description} onChange={(event) => put('description')(event.currentTarget.value)} />
        </div>
      </Section>
      <Section title={t('form.dates')}>
        <div className={form['grid']}>
          <TextInput type="date" label={t('form.startFrom')} required value={draft.startFrom} error={wrong('startFrom')} onChange={(event) => put('startFrom')(event.currentTarget.value)} />
          <TextInput type="date" label={t('form.startTo')} required value={draft.startTo} error={wrong('startTo')} onChange={(event) => put('startTo')(event.currentTarget.value)} />
          <NumberInput label={t('form.term')} required error={wrong('termMonths')} {...number('termMonths')} />
        </div>
      </Section>
      <Section title={t('form.place')}>
        <div className={form['grid']}>
          <MultiSelect label={t('criterion.COUNTRY')} placeholder={t('market.any')} searchable clearable data={countries.map((value) => ({ value, label: country(value) }))} value={[...draft.countries]} onChange={put('countries')} error={wrong('countriesAllowed')} />
          <MultiSelect label={t('criterion.COOLING')} placeholder={t('market.any')} clearable data={coolings.map((value) => ({ value, label: t(`cooling.${value}`) }))} value={[...draft.coolings]} onChange={(values) => put('coolings')(coolings.filter((known) => values.includes(known)))} />
          <MultiSelect label={t('criterion.REDUNDANCY')} placeholder={t('market.any')} clearable data={redundancies.map((value) => ({ value, label: t(`redundancy.${value}`) }))} value={[...draft.redundancies]} onChange={(values) => put('redundancies')(redundancies.filter((known) => values.includes(known)))} />
          <NumberInput label={t('form.rack')} suffix=" kW" error={wrong('minimumRackKw')} {...number('minimumRackKw')} />
          <NumberInput label={t('form.carbon')} suffix=" g/kWh" error={wrong('carbonCapGPerKwh')} {...number('carbonCap')} />
          <NumberInput label={t('form.curtailment')} description={t('form.curtailment.why')} error={wrong('curtailmentHours')} {...number('curtailmentHours')} />
          <NumberInput label={t('form.notice')} suffix=" min" error={wrong('noticeMinutes')} {...number('noticeMinutes')} />
        </div>
      </Section>
      <Section title={t('form.price')}>
        <div className={form['grid']}>
          <NumberInput label={t('form.ceiling')} description={t('form.ceiling.why')} prefix="$" decimalScale={6} error={wrong('priceCeiling.amount', 'priceCeiling.unit')} {...number('ceiling')} />
          <Select label={t('form.ceilingUnit')} allowDeselect={false} data={units.filter((unit) => unit !== 'GPU_HOUR' || draft.product === 'GPU_CLUSTER').map((value) => ({ value, label: t(`priceUnit.${value}`) }))} value={draft.ceilingUnit} onChange={(value) => put('ceilingUnit')(units.find((unit) => unit === value) ?? 'KW_MONTH')} />
          {wishes.map(([key, wish]) => (
            <NumberInput key={key} label={t('form.weight', { wish: t(`wish.${wish}`) })} min={0} max={100} value={draft.weights[key]} onChange={(value) => put('weights')({ ...draft.weights, [key]: String(value) })} />
          ))}
        </div>
      </Section>
      <div className={classes['buttons']}>
        <Button type="submit" loading={busy}>
          {t('request.open')}
        </Button>
        <Button
          variant="default"
          disabled={busy}
          onClick={(event) => {
            // A draft must be whole as well: the browser says at which field it is not.
            if (event.currentTarget.form?.reportValidity()) onSubmit(draft, false);
          }}
        >
          {t('form.saveDraft')}
        </Button>
      </div>
    </form>
  );
}
