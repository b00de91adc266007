import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { Badge } from '~/ui/badge';
import { Table } from '~/ui/table';
import type { LocalDay } from './days';
import { completenessOf, kwhOf, kwOf, markOf, slice, type Mark, type MeterSeries } from './series';

interface Props {
  readonly series: MeterSeries;
  readonly days: readonly LocalDay[];
  readonly zone: string;
}

/** The numbers behind the chart: a row a day, opening to its quarter-hours. */
export function DayTable({ series, days, zone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState<string | null>(days.length === 1 ? (days[0]?.day ?? null) : null);
  const rows = days.map((day) => ({ day, part: slice(series, day.fromMs, day.toMs) }));
  const opened = rows.find((row) => row.day.day === open);
  return (
    <>
      <Table
        caption={t('metering.byDay')}
        compact
        rows={rows}
        keyOf={(row) => row.day.day}
        detail={(row) => (row === opened ? <Intervals part={row.part} zone={zone} day={format.date(row.day.day)} /> : null)}
        columns={[
          {
            key: 'day',
            head: t('metering.day'),
            cell: (row) => (
              <UnstyledButton onClick={() => setOpen(open === row.day.day ? null : row.day.day)} aria-expanded={open === row.day.day} style={{ font: 'inherit', display: 'inline-flex', gap: 4, minHeight: 24, margin: '-3px 0' }}>
                {open === row.day.day ? <IconChevronDown size={18} aria-hidden="true" /> : <IconChevronRight size={18} aria-hidden="true" />}
                {format.date(row.day.day)}
              </UnstyledButton>
            ),
          },
          { key: 'intervals', head: t('metering.intervals'), number: true, cell: (row) => format.decimal(row.part.quality.length) },
          { key: 'measured', head: t('metering.mark.measured'), number: true, cell: (row) => format.decimal(completenessOf(row.part).measured) },
          { key: 'estimated', head: t('metering.mark.estimated'), number: true, cell: (row) => format.decimal(completenessOf(row.part).estimated) },
          { key: 'missing', head: t('metering.mark.missing'), number: true, cell: (row) => format.decimal(completenessOf(row.part).missing) },
          { key: 'energy', head: 'kWh', number: true, cell: (row) => format.decimal(kwhOf(completenessOf(row.part).energyMj), { min: 3, max: 3 }) },
        ]}
      />
    </>
  );
}

function Intervals({ part, zone, day }: { readonly part: MeterSeries; readonly zone: string; readonly day: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = part.quality.map((bits, index) => ({ at: new Date(part.startMs + index * part.stepMs).toISOString(), mark: markOf(bits), energyMj: part.energyMj[index] ?? null }));
  return (
    <Table
      caption={t('metering.intervalsOf', { day })}
      compact
      rows={rows}
      keyOf={(row) => row.at}
      columns={[
        { key: 'at', head: t('metering.start'), cell: (row) => format.dateTime(row.at, zone) },
        { key: 'kw', head: 'kW', number: true, cell: (row) => (row.energyMj === null ? t('ui.noData') : format.decimal(kwOf(row.energyMj, part.stepMs), { min: 1, max: 1 })) },
        { key: 'kwh', head: 'kWh', number: true, cell: (row) => (row.energyMj === null ? t('ui.noData') : format.decimal(kwhOf(BigInt(row.energyMj)), { min: 3, max: 3 })) },
        { key: 'mark', head: t('metering.quality'), cell: (row) => <MarkBadge mark={row.mark} /> },
      ]}
    />
  );
}

const tones = { measured: 'success', estimated: 'estimate', edited: 'info', questionable: 'warning', missing: 'danger' } as const;

export function MarkBadge({ mark }: { readonly mark: Mark }) {
  const { t } = useTranslation();
  return <Badge tone={tones[mark]}>{t(`metering.mark.${mark}`)}</Badge>;
}
