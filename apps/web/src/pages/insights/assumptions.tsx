import { Button, NumberInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalFrom } from '~/app/refusal';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { AssumptionFieldsFragment, AssumptionInput } from '~/gql/graphql';
import { ErrorPanel } from '~/ui/error-panel';
import { Section } from '~/ui/page';
import classes from './insights.module.css';

export const assumptionFields = graphql(`
  fragment AssumptionFields on Assumption {
    key
    label
    unit
    value
    usual
    least
    most
    basis
    source
  }
`);

interface Props {
  readonly assumptions: readonly FragmentType<typeof assumptionFields>[];
  readonly given: readonly AssumptionInput[];
  readonly onGive: (assumptions: readonly AssumptionInput[]) => void;
  readonly error: unknown;
}

/** What moves the answer most; the others fold away. */
const leading: readonly string[] = ['powerUsdPerKwh', 'hashpriceUsdPerPhDay', 'fleetJPerTh', 'rentUsdPerKwMonth', 'gpuUsdPerHour', 'gpuUtilisation', 'conversionUsdPerMw', 'gpuUsdPerMw', 'discountRate'];

/** Everything the numbers rest on, with where it comes from; each can be replaced by the reader's own. */
export function Assumptions({ assumptions: masked, given, onGive, error }: Props) {
  const { t } = useTranslation();
  const assumptions = readFragment(assumptionFields, masked);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(Object.fromEntries(given.map(({ key, value }) => [key, value])));
  const refused = error ? refusalFrom(error) : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onGive(assumptions.flatMap(({ key, value }) => (typed[key] === undefined ? [] : [{ key, value: typed[key] || value }])));
  };
  const fields = (shown: readonly AssumptionFieldsFragment[]) =>
    shown.map((assumption) => <Field key={assumption.key} assumption={assumption} typed={typed[assumption.key]} onType={(value) => setTyped((known) => ({ ...known, [assumption.key]: value }))} />);
  const first = assumptions.filter(({ key }) => leading.includes(key));
  const rest = assumptions.filter(({ key }) => !leading.includes(key));
  return (
    <Section title={t('assumptions.title')} note={t('assumptions.note')}>
      <form className={classes['assumptions']} onSubmit={submit}>
        {refused ? <ErrorPanel error={error} command /> : null}
        <div className={classes['buttons']}>
          <Button type="submit">{t('assumptions.apply')}</Button>
          <Button
            variant="default"
            onClick={() => {
              setTyped({});
              onGive([]);
            }}
          >
            {t('assumptions.reset')}
          </Button>
        </div>
        {fields(first)}
        <details className={classes['rest']}>
          <summary className="bb-link">{t('assumptions.rest', { count: assumptions.length - leading.length })}</summary>
          {fields(rest)}
        </details>
      </form>
    </Section>
  );
}

function Field({ assumption, typed, onType }: { readonly assumption: AssumptionFieldsFragment; readonly typed: string | undefined; readonly onType: (value: string) => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const known: unknown = i18n.getResource(i18n.language, 'translation', `assumption.${assumption.key}`);
  const range = `${format.decimal(assumption.least, { min: 0, max: 4 })} – ${format.decimal(assumption.most, { min: 0, max: 4 })}`;
  return (
    <NumberInput
      label={typeof known === 'string' ? known : assumption.label}
      description={
        <>
          {t(`assumptionUnit.${assumption.unit}`)} · {range} · {t(`assumptionBasis.${assumption.basis}`)}: <span lang="en">{assumption.source}</span>
        </>
      }
      value={typed ?? assumption.value}
      min={Number(assumption.least)}
      max={Number(assumption.most)}
      hideControls
      decimalScale={6}
      onChange={(value) => onType(String(value))}
    />
  );
}
