import { useMutation } from '@apollo/client/react';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import type { Action } from '~/ui/action-button';
import { ErrorPanel } from '~/ui/error-panel';
import { Table } from '~/ui/table';

export const trancheRow = graphql(`
  fragment TrancheRow on Tranche {
    id
    ordinal
    kw
    gpus
    gpuModel
    start
    end
    contractRentStart
    rentStart
    acceptedAt
    hall {
      id
      name
    }
  }
`);

const acceptHandoverDocument = graphql(`
  mutation AcceptHandover($input: AcceptHandoverInput!) {
    acceptHandover(input: $input) {
      id
      state
    }
  }
`);

interface Props {
  readonly tranches: readonly FragmentType<typeof trancheRow>[];
  readonly actions: readonly Pick<Action, 'name' | 'allowed'>[];
  readonly zone: string;
}

/** The pieces of capacity with their dates; a handover is accepted piece by piece, and starts the rent. */
export function Tranches({ tranches: masked, actions, zone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const tranches = readFragment(trancheRow, masked);
  const [pressed, setPressed] = useState<string | null>(null);
  const [accept, { loading, error }] = useMutation(acceptHandoverDocument, { refetchQueries: ['Contract'] });
  const mayAccept = actions.some((action) => action.name === 'acceptHandover' && action.allowed);
  return (
    <>
      {error ? <ErrorPanel error={error} command /> : null}
      <Table
        caption={t('contract.tranches')}
        stacked
        rows={tranches}
        keyOf={(tranche) => tranche.id}
        columns={[
          { key: 'hall', head: t('hall.name'), cell: (tranche) => `${tranche.ordinal} · ${tranche.hall.name}` },
          { key: 'kw', head: t('criterion.QUANTITY'), number: true, cell: (tranche) => `${format.power(tranche.kw)}${tranche.gpus > 0 ? ` · ${format.decimal(tranche.gpus)} × ${tranche.gpuModel ?? ''}` : ''}` },
          { key: 'start', head: t('contract.from'), number: true, cell: (tranche) => format.date(tranche.start) },
          { key: 'end', head: t('contract.untilExcluded'), number: true, cell: (tranche) => format.date(tranche.end) },
          { key: 'rent', head: t('contract.rentStart'), number: true, cell: (tranche) => (tranche.rentStart ? format.date(tranche.rentStart) : t('contract.rentPlanned', { date: format.date(tranche.contractRentStart) })) },
          {
            key: 'handover',
            head: t('contract.rail.handover'),
            cell: (tranche) => {
              if (tranche.acceptedAt) return t('contract.acceptedOn', { date: format.dayOf(tranche.acceptedAt, zone) });
              if (!mayAccept) return t('contract.notHandedOver');
              const press = (): void => {
                setPressed(tranche.id);
                void accept({ variables: { input: { trancheId: tranche.id } } }).catch(() => undefined);
              };
              return (
                <Button size="xs" loading={loading && pressed === tranche.id} onClick={press}>
                  {t('contract.acceptHandover')}
                </Button>
              );
            },
          },
        ]}
      />
    </>
  );
}
