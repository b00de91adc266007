import { useQuery } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MeteringChart } from '~/features/metering/metering-chart';
import { monthBounds, monthOf, nextMonth } from '~/features/metering/months';
import { useFormat } from '~/format/use-format';
import { graphql } from '~/gql';
import type { ContractMeteringQuery, MeteredContractQuery } from '~/gql/graphql';
import { Asked } from '~/ui/asked';
import { Facts } from '~/ui/facts';
import { Page, Section, Stack } from '~/ui/page';
import { Empty } from '~/ui/states';

const meteredContractDocument = graphql(`
  query MeteredContract($id: ID!) {
    businessTime {
      now
    }
    contract(id: $id) {
      id
      zone
      tranches {
        id
        kw
        hall {
          id
          name
          site {
            id
            name
          }
        }
      }
    }
  }
`);

const contractMeteringDocument = graphql(`
  query ContractMetering($id: ID!, $from: DateTime!, $to: DateTime!) {
    contract(id: $id) {
      id
      metering(from: $from, to: $to) {
        pue {
          trancheId
          pue
          intervals
        }
        tranches {
          trancheId
          role
          series {
            start
            stepSeconds
            energyMj
            quality
            totalKwh
            completeness {
              expected
              measured
              estimated
              missing
              questionable
            }
          }
        }
      }
    }
  }
`);

type Contract = MeteredContractQuery['contract'];

/** What the meters of a contract say, a local month at a time: gaps as gaps, estimates marked. */
export function MeteringPage() {
  const { contractId } = useParams({ from: '/contracts/$contractId/metering' });
  const result = useQuery(meteredContractDocument, { variables: { id: contractId } });
  return <Asked result={result}>{({ contract, businessTime }) => <MeteringView contract={contract} now={businessTime.now} />}</Asked>;
}

function MeteringView({ contract, now }: { readonly contract: Contract; readonly now: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: '/contracts/$contractId/metering' });
  const navigate = useNavigate({ from: '/contracts/$contractId/metering' });
  const month = search.month ?? monthOf(now, contract.zone);
  const bounds = useMemo(() => monthBounds(month, contract.zone), [month, contract.zone]);
  const result = useQuery(contractMeteringDocument, { variables: { id: contract.id, from: bounds.from, to: bounds.to } });
  const show = (by: number): void => void navigate({ search: { month: nextMonth(month, by) } });
  return (
    <Page
      title={t('metering.title', { month: format.month(`${month}-01`) })}
      over={
        <Link to="/contracts/$contractId" params={{ contractId: contract.id }}>
          {contract.tranches[0]?.hall.site.name}
        </Link>
      }
      lead={t('metering.lead', { zone: contract.zone })}
      actions={
        <>
          <Button variant="default" onClick={() => show(-1)}>
            {t('metering.previousMonth')}
          </Button>
          <Button variant="default" disabled={month >= monthOf(now, contract.zone)} onClick={() => show(1)}>
            {t('metering.nextMonth')}
          </Button>
        </>
      }
    >
      <Asked result={result}>{(data) => <Readings contract={contract} data={data} />}</Asked>
    </Page>
  );
}

function Readings({ contract, data }: { readonly contract: Contract; readonly data: ContractMeteringQuery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tranches, pue } = data.contract.metering;
  const known = tranches.filter(({ series }) => series.quality.length > 0);
  if (known.length === 0) return <Empty title={t('metering.none')} why={t('metering.none.why')} />;
  return (
    <Stack>
      {known.map(({ trancheId, role, series }) => {
        const tranche = contract.tranches.find(({ id }) => id === trancheId);
        const { completeness } = series;
        const ratio = pue.find((one) => one.trancheId === trancheId);
        const startMs = Date.parse(series.start);
        const until = new Date(startMs + series.stepSeconds * 1000 * series.quality.length).toISOString();
        return (
          <Section key={`${trancheId} ${role}`} title={`${tranche?.hall.name ?? ''} · ${t(`meterRole.${role}`)}`} note={t('metering.until', { at: format.dateTime(until, contract.zone) })}>
            <Stack>
              <Facts
                wide
                facts={[
                  { label: t('metering.total'), value: format.energy(series.totalKwh) },
                  { label: t('metering.mark.measured'), value: `${format.decimal(completeness.measured)} (${format.percent(completeness.expected === 0 ? 0 : completeness.measured / completeness.expected)})` },
                  { label: t('metering.mark.estimated'), value: format.decimal(completeness.estimated) },
                  { label: t('metering.mark.missing'), value: format.decimal(completeness.missing) },
                  ratio && role === 'FACILITY' ? { label: t('price.pue'), value: format.decimal(ratio.pue, { min: 4, max: 4 }) } : null,
                ]}
              />
              <MeteringChart
                series={{ startMs, stepMs: series.stepSeconds * 1000, energyMj: series.energyMj.map((energy) => energy ?? null), quality: series.quality }}
                zone={contract.zone}
                contractedKw={role === 'IT' ? (tranche?.kw ?? null) : null}
              />
            </Stack>
          </Section>
        );
      })}
    </Stack>
  );
}
