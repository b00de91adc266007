import { quality } from '@busbar/kernel';
import { Button, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { MeteringChart } from '~/features/metering/metering-chart';
import type { MeterSeries } from '~/features/metering/series';
import { ActionButton } from '~/ui/action-button';
import { Badge } from '~/ui/badge';
import { Facts } from '~/ui/facts';
import { IdText } from '~/ui/id-text';
import { Moment } from '~/ui/moment';
import { Page, Section } from '~/ui/page';
import { StateRail } from '~/ui/state-rail';
import { Empty } from '~/ui/states';
import { Table } from '~/ui/table';

const dayStartMs = Date.parse('2021-08-05T05:00:00Z');

/** Every part in one place, in development only: look here after each change of a token, in both schemes and languages. */
export function KitPage() {
  const series = useMemo(() => sampleSeries(), []);
  return (
    <Page title="Kit" lead="Every part, for looking at.">
      <Section title="State rail">
        <StateRail
          label="Example"
          breakers={[
            { key: 'a', label: 'Draft', state: 'closed', note: '2 Nov 2026' },
            { key: 'b', label: 'In review', state: 'closed' },
            { key: 'c', label: 'Approved', state: 'ours' },
            { key: 'd', label: 'Signed', state: 'open' },
            { key: 'e', label: 'Active', state: 'open' },
          ]}
        />
      </Section>
      <Section title="Badges and buttons">
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'start' }}>
          {(['neutral', 'success', 'warning', 'danger', 'info', 'estimate'] as const).map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
          <Button>Approve contract</Button>
          <Button variant="default">Request changes</Button>
          <ActionButton action={{ name: 'approve', allowed: false, refusal: { code: 'REVIEW_ITEMS_OPEN', message: '' } }}>Approve contract</ActionButton>
          <TextInput label="Field" description="With a description" placeholder="Placeholder" />
        </div>
      </Section>
      <Section title="Metering, with a gap and an estimate">
        <MeteringChart series={series} zone="America/Chicago" contractedKw="4000" />
      </Section>
      <Section title="Table" flush>
        <Table
          caption="Example"
          rows={[1, 2, 3]}
          keyOf={String}
          columns={[
            { key: 'line', head: 'Line', cell: (row) => `Line ${row}`, foot: 'Total' },
            { key: 'amount', head: 'USD', number: true, cell: (row) => `${row},000.00`, foot: '6,000.00' },
          ]}
        />
      </Section>
      <Section title="Facts">
        <Facts
          facts={[
            { label: 'Id', value: <IdText id="ctr_01jd8z3v9y0k5m2n4p6q8r0s1t" /> },
            { label: 'At', value: <Moment at="2026-11-21T13:15:00Z" zone="Europe/Rome" /> },
          ]}
        />
      </Section>
      <Empty title="No requests yet" why="A request tells hosts what you need." action={<Button>New request</Button>} />
    </Page>
  );
}

function sampleSeries(): MeterSeries {
  const marks = Array.from({ length: 96 * 2 }, (_, index) => {
    if (index >= 60 && index < 76) return quality.MISSING;
    return index >= 100 && index < 106 ? quality.ESTIMATED_LINEAR : quality.VALID;
  });
  const energyMj = marks.map((mark, index) => (mark === quality.MISSING ? null : String(Math.round((2900 + 700 * Math.sin(index / 15) + 120 * Math.sin(index * 1.7)) * 900_000_000))));
  return { startMs: dayStartMs, stepMs: 900_000, energyMj, quality: marks };
}
