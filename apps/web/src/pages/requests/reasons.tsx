import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRequirementText } from '~/features/deal/use-requirement-text';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Table } from '~/ui/table';
import classes from './requests.module.css';

export const reasonFields = graphql(`
  fragment ReasonFields on Reason {
    criterion
    unit
    asked
    offered
    verdict
  }
`);

/** Requirement by requirement: what was asked, what is offered, met or not. Opens on demand. */
export function Reasons({ reasons: masked, currency }: { readonly reasons: readonly FragmentType<typeof reasonFields>[]; readonly currency: string }) {
  const { t } = useTranslation();
  const text = useRequirementText();
  const reasons = readFragment(reasonFields, masked);
  const met = reasons.filter((reason) => reason.verdict === 'MET').length;
  return (
    <details className={classes['reasons']}>
      <summary>{t('reasons.summary', { met, all: reasons.length })}</summary>
      <Table
        caption={t('reasons.caption')}
        compact
        rows={reasons}
        keyOf={(reason) => reason.criterion}
        columns={[
          { key: 'criterion', head: t('reasons.requirement'), cell: (reason) => t(`criterion.${reason.criterion}`) },
          { key: 'asked', head: t('reasons.asked'), cell: (reason) => text(reason.criterion, reason.unit, reason.asked, currency) },
          { key: 'offered', head: t('reasons.offered'), cell: (reason) => text(reason.criterion, reason.unit, reason.offered, currency) },
          {
            key: 'verdict',
            head: t('reasons.verdict'),
            cell: (reason) => (
              <span className={classes['verdict']} data-verdict={reason.verdict}>
                {reason.verdict === 'MET' ? <IconCheck size={16} aria-hidden="true" /> : <IconX size={16} aria-hidden="true" />}
                {t(`reasons.${reason.verdict}`)}
              </span>
            ),
          },
        ]}
      />
    </details>
  );
}
