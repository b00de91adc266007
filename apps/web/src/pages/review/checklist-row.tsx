import { useMutation } from '@apollo/client/react';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphql } from '~/gql';
import type { ChecklistItemFragment, ReviewVerdict } from '~/gql/graphql';
import { Badge, type Tone } from '~/ui/badge';
import { ErrorPanel } from '~/ui/error-panel';
import classes from './review.module.css';

const setItemDocument = graphql(`
  mutation SetReviewItem($input: SetReviewItemInput!) {
    setReviewItem(input: $input) {
      id
    }
  }
`);

interface Props {
  readonly item: ChecklistItemFragment;
  readonly contractId: string;
  readonly open: boolean;
}

const verdicts: readonly ReviewVerdict[] = ['OPEN', 'PASS', 'FAIL', 'WAIVED'];
const tones: Readonly<Record<ReviewVerdict, Tone>> = { OPEN: 'neutral', PASS: 'success', FAIL: 'danger', WAIVED: 'warning' };

/** One item: what the data says, the reviewer's verdict, and the reason where one is needed. */
export function ChecklistRow({ item, contractId, open }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 767px)');
  const [wanted, setWanted] = useState<ReviewVerdict | null>(null);
  const [reason, setReason] = useState(item.reason ?? '');
  const [set, { loading, error }] = useMutation(setItemDocument, { refetchQueries: ['ContractReview'] });
  const save = async (verdict: ReviewVerdict): Promise<void> => {
    const note = reason.trim();
    const answer = await set({ variables: { input: { contractId, number: item.number, verdict, ...(note === '' ? {} : { reason: note }) } } }).catch(() => null);
    if (answer?.data) setWanted(null);
  };
  const choose = (value: string): void => {
    const verdict = verdicts.find((known) => known === value) ?? 'OPEN';
    // A pass in step with the data, and taking a verdict back, need no words; the others ask for them first.
    if (verdict === 'OPEN' || (verdict === 'PASS' && item.suggestion?.verdict !== 'FAIL')) void save(verdict);
    else setWanted(verdict);
  };
  return (
    <li className={classes['item']}>
      <div className={classes['question']}>
        <span className={classes['number']}>{item.number}</span>
        <div>
          <p>
            {item.title} {item.red ? <strong className={classes['red']}>{t('review.red')}</strong> : null}
          </p>
          {item.suggestion ? (
            <p className={classes['small']}>
              {t('review.suggestion', { verdict: t(`verdict.${item.suggestion.verdict}`) })} {item.suggestion.evidence}
            </p>
          ) : null}
          {item.reason ? <p className={classes['small']}>{t('review.because', { reason: item.reason, reviewer: item.reviewerName ?? '' })}</p> : null}
        </div>
      </div>
      {open ? (
        <SegmentedControl
          size="xs"
          orientation={narrow ? 'vertical' : 'horizontal'}
          aria-label={t('review.verdictOf', { number: item.number })}
          disabled={loading}
          value={wanted ?? item.verdict}
          onChange={choose}
          data={verdicts.map((value) => ({ value, label: t(`verdict.${value}`) }))}
        />
      ) : (
        <Badge tone={tones[item.verdict]}>{t(`verdict.${item.verdict}`)}</Badge>
      )}
      {wanted === null ? null : (
        <form
          className={classes['why']}
          onSubmit={(event) => {
            event.preventDefault();
            void save(wanted);
          }}
        >
          <TextInput aria-label={t('proposal.reason')} placeholder={t('review.reason.why')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
          <Button type="submit" size="sm" variant="default" loading={loading}>
            {t('review.save', { verdict: t(`verdict.${wanted}`) })}
          </Button>
        </form>
      )}
      {error ? (
        <div className={classes['why']}>
          <ErrorPanel error={error} command />
        </div>
      ) : null}
    </li>
  );
}
