import { Button, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import type { NewProposalQuery } from '~/gql/graphql';
import { ErrorPanel } from '~/ui/error-panel';
import { Section } from '~/ui/page';
import type { ProposalDraft } from './proposal-draft';
import classes from './proposals.module.css';

interface Props {
  readonly initial: ProposalDraft;
  readonly data: NewProposalQuery;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (draft: ProposalDraft) => void;
}

/** Capacity, dates and price of a proposal. Sending it holds the capacity until it expires. */
export function ProposalForm({ initial, data, busy, error, onSubmit }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const { request, listing } = data;
  const [draft, setDraft] = useState(initial);
  const put = <Key extends keyof ProposalDraft>(key: Key) => (value: ProposalDraft[Key]): void => setDraft((known) => ({ ...known, [key]: value }));
  const number = (key: 'quantityKw' | 'gpus' | 'termMonths' | 'depositMonths' | 'expiresInHours') => ({ value: draft[key], onChange: (value: string | number) => put(key)(String(value)), min: 0 });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(draft);
  };
  const lots = listing.minimumLotKw && listing.incrementKw ? t('proposal.lots', { least: format.power(listing.minimumLotKw), step: format.power(listing.incrementKw) }) : undefined;
  return (
    <form className={classes['form']} onSubmit={submit}>
      {error ? <ErrorPanel error={error} command /> : null}
      <Section title={t('proposal.offered')}>
        <div className={classes['grid']}>
          {listing.product === 'GPU_CLUSTER' ? (
            <NumberInput label={t('form.gpus')} description={listing.minimumLotGpus ? t('proposal.lots', { least: format.decimal(listing.minimumLotGpus), step: format.decimal(listing.incrementGpus ?? 1) }) : undefined} required {...number('gpus')} />
          ) : (
            <NumberInput label={t('form.kw')} description={lots} required suffix=" kW" {...number('quantityKw')} />
          )}
          <TextInput type="date" label={t('criterion.START')} description={t('proposal.localDay')} required value={draft.start} onChange={(event) => put('start')(event.currentTarget.value)} />
          <NumberInput label={t('form.term')} description={t('offer.term', { min: listing.minimumTermMonths, max: listing.maximumTermMonths })} required {...number('termMonths')} />
          <NumberInput label={t('proposal.depositMonths')} description={t('proposal.asListing')} {...number('depositMonths')} />
          <NumberInput label={t('proposal.expires')} description={t('proposal.expires.why')} {...number('expiresInHours')} />
        </div>
      </Section>
      <Section
        title={t('terms.caption')}
        note={request.priceCeiling ? t('proposal.ceiling', { price: format.unitPrice(request.priceCeiling.amount, request.currency, { min: 2, max: 4 }), unit: t(`priceUnit.${request.priceCeiling.unit}`) }) : t('proposal.noCeiling')}
      >
        <div className={classes['grid']}>
          {listing.priceTerms.map((term) =>
            draft.prices[term.id] === undefined ? null : (
              <NumberInput
                key={term.id}
                label={term.name ?? lineName(term.code)}
                description={`${listing.currency} / ${term.unit}`}
                required
                hideControls
                decimalScale={12}
                value={draft.prices[term.id] ?? ''}
                onChange={(value) => put('prices')({ ...draft.prices, [term.id]: String(value) })}
              />
            ),
          )}
        </div>
      </Section>
      <Section title={t('proposal.conditions')}>
        <Textarea aria-label={t('proposal.conditions')} description={t('proposal.conditions.why')} autosize minRows={3} maxLength={5000} value={draft.conditions} onChange={(event) => put('conditions')(event.currentTarget.value)} />
      </Section>
      <div>
        <Button type="submit" loading={busy}>
          {t('proposal.send')}
        </Button>
      </div>
    </form>
  );
}
