import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLineName } from '~/features/price/use-line-name';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { LineFieldsFragment } from '~/gql/graphql';
import { Badge } from '~/ui/badge';
import classes from './invoices.module.css';
import { LineDays } from './line-days';

export const lineFields = graphql(`
  fragment LineFields on InvoiceLine {
    number
    code
    quantity
    fraction
    unit
    unitPrice
    informational
    passThrough
    rule
    steps
    termId
    from
    to
    amount {
      amount
      currency
    }
    evidence {
      count
      measured
      estimated
      missing
      estimatedShare
    }
  }
`);

interface Props {
  readonly lines: readonly FragmentType<typeof lineFields>[];
  readonly invoiceId: string;
  readonly zone: string;
  readonly currency: string;
}

/** The lines, each with its sum in words; one at a time opens to its days. Which one is in the address. */
export function Lines({ lines: masked, invoiceId, zone, currency }: Props) {
  const search = useSearch({ from: '/invoices/$invoiceId' });
  const navigate = useNavigate({ from: '/invoices/$invoiceId' });
  const lines = readFragment(lineFields, masked);
  const toggle = (number: number): void => void navigate({ search: search.line === String(number) ? {} : { line: String(number) }, replace: true, resetScroll: false });
  return (
    <ol className={classes['lines']}>
      {lines.map((line) => (
        <li key={line.number} className={classes['line']}>
          <Head line={line} opened={search.line === String(line.number)} onToggle={() => toggle(line.number)} currency={currency} />
          {search.line === String(line.number) ? <Opened line={line} invoiceId={invoiceId} zone={zone} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Head({ line, opened, onToggle, currency }: { readonly line: LineFieldsFragment; readonly opened: boolean; readonly onToggle: () => void; readonly currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lineName = useLineName();
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  const quantity = `${format.decimal(line.quantity, { min: line.unit === 'kWh' ? 3 : 0, max: 4 })}${line.unit === '' ? '' : `\u202F${line.unit}`}`;
  const fraction = line.fraction ? ` × ${line.fraction}` : '';
  const price = format.unitPrice(line.unitPrice, currency, { min: 2, max: 12 });
  return (
    <UnstyledButton className={classes['lineHead']} aria-expanded={opened} onClick={onToggle}>
      <Chevron size={18} aria-hidden="true" />
      <span className={classes['lineName']}>
        <span>
          <strong>{lineName(line.code)}</strong>
          {line.evidence && line.evidence.estimated > 0 ? <Badge tone="estimate">{t('line.estimatedShare', { share: format.percent(line.evidence.estimatedShare, { min: 1, max: 2 }) })}</Badge> : null}
          {line.evidence && line.evidence.missing > 0 ? <Badge tone="warning">{t('line.missing', { count: line.evidence.missing })}</Badge> : null}
        </span>
        <span className={classes['formula']}>
          {line.informational ? t('line.blended', { quantity, price }) : `${quantity}${fraction} × ${price}`} · {format.date(line.from)} – {format.date(line.to)}
        </span>
      </span>
      <span className={classes['amount']}>{format.money(line.amount)}</span>
    </UnstyledButton>
  );
}

function Opened({ line, invoiceId, zone }: { readonly line: LineFieldsFragment; readonly invoiceId: string; readonly zone: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { evidence } = line;
  return (
    <div className={classes['opened']}>
      {evidence ? (
        <p className={classes['evidence']}>
          {t('line.evidence', { count: evidence.count, formatted: format.decimal(evidence.count), measured: format.decimal(evidence.measured), estimated: format.decimal(evidence.estimated), missing: format.decimal(evidence.missing) })}
        </p>
      ) : null}
      {line.steps.length === 0 ? null : (
        <ol className={classes['steps']} lang="en">
          {line.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <p className={classes['small']}>
        {t('line.rule', { rule: line.rule })} · <span className="bb-mono">{line.termId}</span>
        {line.passThrough ? ` · ${t('terms.passThrough')}` : ''}
      </p>
      <LineDays invoiceId={invoiceId} lineNumber={line.number} total={line.amount} zone={zone} hasEnergy={line.unit === 'kWh'} />
    </div>
  );
}
