import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Table } from '~/ui/table';

export const hallRow = graphql(`
  fragment HallRow on Hall {
    id
    name
    fitOut
    cooling
    redundancy
    rackDensityKw
    critical {
      from
      kw
      confidence
    }
  }
`);

interface Props {
  readonly halls: readonly FragmentType<typeof hallRow>[];
  readonly zone: string;
}

/** The halls with their critical power over time and how sure each step is: planned megawatts are not energised ones. */
export function HallTable({ halls: masked, zone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const halls = readFragment(hallRow, masked);
  return (
    <Table
      caption={t('site.halls')}
      stacked
      rows={halls}
      keyOf={(hall) => hall.id}
      columns={[
        { key: 'name', head: t('hall.name'), cell: (hall) => hall.name },
        { key: 'fitOut', head: t('hall.fitOut'), cell: (hall) => t(`fitOut.${hall.fitOut}`) },
        { key: 'cooling', head: t('criterion.COOLING'), cell: (hall) => t(`cooling.${hall.cooling}`) },
        { key: 'redundancy', head: t('criterion.REDUNDANCY'), cell: (hall) => t(`redundancy.${hall.redundancy}`) },
        { key: 'density', head: t('hall.density'), number: true, cell: (hall) => format.decimal(hall.rackDensityKw) },
        {
          key: 'critical',
          head: t('hall.critical'),
          cell: (hall) => (
            <span>
              {hall.critical.map((step) => (
                <span key={step.from} style={{ display: 'block' }}>
                  {format.power(step.kw ?? '0')} · {t(`confidence.${step.confidence}`)} · {format.dayOf(step.from, zone)}
                </span>
              ))}
            </span>
          ),
        },
      ]}
    />
  );
}
