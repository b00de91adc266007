import { useTranslation } from 'react-i18next';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Section } from '~/ui/page';
import { ChecklistRow } from './checklist-row';
import classes from './review.module.css';

export const checklistItem = graphql(`
  fragment ChecklistItem on ReviewItem {
    number
    group
    red
    title(language: $language)
    verdict
    reason
    evidence
    reviewerName
    settledAt
    suggestion {
      verdict
      evidence
    }
  }
`);

interface Props {
  readonly items: readonly FragmentType<typeof checklistItem>[];
  readonly contractId: string;
  readonly open: boolean;
}

const groups = ['PARTIES', 'PROPERTY', 'POWER', 'TECHNICAL', 'COMMERCIAL', 'RISK_AND_LAW'] as const;

/** Thirty-four items in six groups. Red ones block the approval while they are open or failed. */
export function Checklist({ items: masked, contractId, open }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const items = readFragment(checklistItem, masked);
  const settled = items.filter((item) => item.verdict !== 'OPEN').length;
  const blocking = items.filter((item) => item.red && (item.verdict === 'OPEN' || item.verdict === 'FAIL')).length;
  return (
    <Section title={t('review.checklist')} note={t('review.progress', { settled: format.decimal(settled), all: format.decimal(items.length), blocking: format.decimal(blocking) })} flush>
      {groups.map((group) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h3 id={`group-${group}`} className={classes['group']}>
            {t(`reviewGroup.${group}`)}
          </h3>
          <ul className={classes['items']}>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <ChecklistRow key={item.number} item={item} contractId={contractId} open={open} />
              ))}
          </ul>
        </section>
      ))}
    </Section>
  );
}
