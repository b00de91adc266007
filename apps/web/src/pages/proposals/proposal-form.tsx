import { Button, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalFrom } from '~/app/refusal';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { ErrorPanel } from '~/ui/error-panel';
import { Section } from '~/ui/page';
import { useFieldRefusal } from '~/ui/use-field-refusal';
import type { ProposalDraft, ProposalFrame } from './proposal-draft';
import form from '~/ui/form.module.css';
import classes from './proposals.module.css';

interface Props {
  readonly initial: ProposalDraft;
  readonly frame: ProposalFrame;
  /** The one command of the form, in words. */
  readonly command: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (draft: ProposalDraft) => void;
}

/** Capacity, dates and price of one version of a proposal. Sending it holds the capacity until it expires. What is refused says so at its field. */
export function ProposalForm({ initial, frame, command, busy, error, onSubmit }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const wrong = useFieldRefusal(error);
  const { bounds } = frame;
  const [draft, setDraft] = useState(initial);
  const put = <Key extends keyof ProposalDraft>(key: Key) => (value: ProposalDraft[Key]): void => setDraft((known) => ({ ...known, [key]: value }));
  const number = (key: 'quantityKw' | 'gpus' | 'termMonths' | 'depositMonths' | 'expiresInHours') => ({ value: draft[key], onChange: (value: string | number) => put(key)(String(value)), min: 0, error: wrong(key) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(draft);
  };
  const lots = bounds.minimumLotKw && bounds.incrementKw ? t('proposal.lots', { least: format.power(bounds.minimumLotKw), step: format.power(bounds.incrementKw) }) : undefined;
  const gpuLots = bounds.minimumLotGpus ? t('proposal.lots', { least: format.decimal(bounds.minimumLotGpus), step: format.decimal(bounds.incrementGpus ?? 1) }) : undefined;
  return (
    <form className={form['form']} onSubmit={submit}>
      {error ? <ErrorPanel error={error} command /> : null}
      <Section title={t('proposal.offered')}>
        <div className={`${form['grid']} ${form['level']}`}>
          {bounds.product === 'GPU_CLUSTER' ? (
            <NumberInput label={t('form.gpus')} description={gpuLots} required {...number('gpus')} />
          ) : (
            <NumberInput label={t('form.kw')} description={lots} required suffix=" kW" thousandSeparator=" " {...number('quantityKw')} />
          )}
          <TextInput type="date" label={t('criterion.START')} description={t('proposal.localDay', { date: format.date(bounds.earliestStart) })} required value={draft.start} error={wrong('start')} onChange={(event) => put('start')(event.currentTarget.value)} />
          <NumberInput label={t('form.term')} description={t('offer.term', { min: bounds.minimumTermMonths, max: bounds.maximumTermMonths })} required {...number('termMonths')} />
          <NumberInput label={t('proposal.depositMonths')} description={t('proposal.depositMonths.why')} {...number('depositMonths')} />
          <NumberInput label={t('proposal.expires')} description={t('proposal.expires.why')} {...number('expiresInHours')} />
        </div>
      </Section>
      <Prices frame={frame} draft={draft} put={put} error={error} />
      <Section title={t('proposal.conditions')}>
        <Textarea aria-label={t('proposal.conditions')} description={t('proposal.conditions.why')} autosize minRows={3} maxLength={5000} value={draft.conditions} error={wrong('conditions')} onChange={(event) => put('conditions')(event.currentTarget.value)} />
      </Section>
      <div>
        <Button type="submit" loading={busy}>
          {command}
        </Button>
      </div>
    </form>
  );
}

interface PricesProps {
  readonly frame: ProposalFrame;
  readonly draft: ProposalDraft;
  readonly put: <Key extends keyof ProposalDraft>(key: Key) => (value: ProposalDraft[Key]) => void;
  readonly error: unknown;
}

/** The prices of the terms, each with what stands now; a price outside the usual range asks for its reason once it was refused. */
function Prices({ frame: { bounds, terms, ceiling }, draft, put, error }: PricesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const refused = useFieldRefusal(error)('priceTerms');
  const asksReason = draft.priceJustification !== '' || (Boolean(error) && refusalFrom(error).code === 'PRICE_OUTSIDE_RANGE');
  const note = ceiling ? t('proposal.ceiling', { price: format.unitPrice(ceiling.amount, bounds.currency, { min: 2, max: 4 }), unit: t(`priceUnit.${ceiling.unit}`) }) : t('proposal.noCeiling');
  return (
    <Section title={t('terms.caption')} note={note}>
      <div className={`${form['grid']} ${form['level']}`}>
        {terms.map((term) =>
          term.price === null || term.price === undefined ? null : (
            <NumberInput
              key={term.id}
              label={term.name ?? lineName(term.code)}
              description={t('proposal.priceNow', { unit: `${bounds.currency} / ${term.unit}`, price: format.decimal(term.price, { min: 2, max: 12 }) })}
              required
              hideControls
              allowedDecimalSeparators={['.', ',']}
              decimalScale={12}
              value={draft.prices[term.id] ?? ''}
              error={refused !== undefined}
              onChange={(value) => put('prices')({ ...draft.prices, [term.id]: String(value) })}
            />
          ),
        )}
      </div>
      {refused === undefined ? null : <p className={classes['refused']}>{refused}</p>}
      {asksReason ? <Textarea label={t('proposal.justification')} description={t('proposal.justification.why')} autosize minRows={2} value={draft.priceJustification} onChange={(event) => put('priceJustification')(event.currentTarget.value)} /> : null}
    </Section>
  );
}
