import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { useTokens } from '~/theme/use-tokens';
import { LazyChart } from '~/ui/lazy-chart';
import { Legend, type LegendItem } from '~/ui/legend';
import { ViewSwitch, type View } from '~/ui/view-switch';
import { DayTable } from './day-table';
import { localDays } from './days';
import classes from './metering.module.css';
import { meteringOption, type MeteringWords } from './metering-option';
import { completenessOf, marks, slice, type Mark, type MeterSeries } from './series';

interface Props {
  readonly series: MeterSeries;
  readonly zone: string;
  readonly contractedKw: string | null;
}

/** A meter's power over time, whole or day by day, as a picture or as the table the picture was drawn from. */
export function MeteringChart({ series, zone, contractedKw }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const tokens = useTokens();
  const [view, setView] = useState<View>('chart');
  const [dayIndex, setDayIndex] = useState<number | null>(null);
  const endMs = series.startMs + series.stepMs * series.quality.length;
  const days = useMemo(() => localDays(series.startMs, endMs, zone), [series.startMs, endMs, zone]);
  const day = dayIndex === null ? null : (days[dayIndex] ?? null);
  const fromMs = day?.fromMs ?? series.startMs;
  const toMs = day?.toMs ?? endMs;
  const shown = useMemo(() => slice(series, fromMs, toMs), [series, fromMs, toMs]);
  const counted = useMemo(() => completenessOf(shown), [shown]);

  const option = useMemo(() => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    const wholeDays = toMs - fromMs > 3 * 86_400_000;
    const words: MeteringWords = {
      noData: t('ui.noData'),
      contracted: contractedKw === null ? '' : t('metering.contractedAt', { power: format.power(contractedKw) }),
      mark: Object.fromEntries(marks.map((mark) => [mark, t(`metering.mark.${mark}`)])) as Record<Mark, string>,
      kw: (value) => `${format.decimal(value, { min: 0, max: 1 })}\u202FkW`,
      axisKw: (value) => format.power(String(value)),
      tick: (ms) => (wholeDays ? format.dayOf(iso(ms), zone).replace(/ \d{4}$/, '') : format.time(iso(ms), zone)),
      moment: (ms) => format.dateTime(iso(ms), zone),
    };
    return meteringOption({ series: shown, fromMs, toMs, zone, contractedKw: contractedKw === null ? null : Number(contractedKw), tokens, words });
  }, [shown, fromMs, toMs, zone, contractedKw, tokens, t, format]);

  const stretch = day ? format.date(day.day) : `${format.dateTime(new Date(fromMs).toISOString(), zone)} – ${format.dateTime(new Date(toMs).toISOString(), zone)}`;
  return (
    <div className={classes['metering']}>
      <div className={classes['bar']}>
        <div className={classes['steps']} role="group" aria-label={t('metering.stretch')}>
          <Button variant={day ? 'default' : 'light'} aria-pressed={!day} size="xs" onClick={() => setDayIndex(null)}>
            {t('metering.all')}
          </Button>
          <Button variant="default" size="xs" aria-label={t('metering.previousDay')} disabled={dayIndex === 0} onClick={() => setDayIndex(dayIndex === null ? days.length - 1 : dayIndex - 1)}>
            <IconChevronLeft size={16} aria-hidden="true" />
          </Button>
          <Button variant="default" size="xs" aria-label={t('metering.nextDay')} disabled={dayIndex === days.length - 1} onClick={() => setDayIndex(dayIndex === null ? 0 : dayIndex + 1)}>
            <IconChevronRight size={16} aria-hidden="true" />
          </Button>
          <span aria-live="polite">{stretch}</span>
        </div>
        <ViewSwitch view={view} onChange={setView} />
      </div>
      {view === 'chart' ? (
        <>
          <Legend items={legendOf(shown, tokens.series[0], tokens.estimate, tokens.control, (mark) => t(`metering.mark.${mark}`))} />
          <LazyChart
            option={option}
            height={320}
            testId="chart-metering"
            label={t('metering.picture', { stretch, measured: format.decimal(counted.measured), estimated: format.decimal(counted.estimated), missing: format.decimal(counted.missing) })}
          />
        </>
      ) : (
        <DayTable series={shown} days={day ? [day] : days} zone={zone} />
      )}
    </div>
  );
}

const strokes = { measured: 'solid', estimated: 'dashed', edited: 'dashed', questionable: 'dotted', missing: 'hatch' } as const;

/** Only what is on the picture; measured and missing always, because their absence is news too. */
function legendOf(series: MeterSeries, measured: string, estimate: string, gap: string, label: (mark: Mark) => string): readonly LegendItem[] {
  const counted = completenessOf(series);
  const present: readonly Mark[] = counted.estimated > 0 ? ['measured', 'estimated', 'missing'] : ['measured', 'missing'];
  return present.map((mark) => ({ key: mark, label: label(mark), stroke: strokes[mark], colour: mark === 'estimated' ? estimate : mark === 'missing' ? gap : measured }));
}
