import { useTranslation } from 'react-i18next';
import { units } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Badge } from '~/ui/badge';
import { Empty } from '~/ui/states';
import { Ways } from './ways';

export const matchFields = graphql(`
  fragment MatchFields on Match {
    score
    pareto
    parts {
      wish
      weight
      value
    }
    placement {
      quantityKw
      gpus
      start
      termMonths
    }
    contractValue {
      amount
      currency
    }
    price {
      ...NormalisedPriceFields
    }
    reasons {
      ...ReasonFields
    }
    listing {
      id
      siteName
      ...OfferHead
    }
  }
`);

interface Props {
  readonly matches: readonly FragmentType<typeof matchFields>[];
  readonly requestId: string;
  /** A host sees its own offers, and may propose from them. */
  readonly host: boolean;
}

/** What satisfies every hard requirement, best first, each with its reasons. */
export function Matches({ matches: masked, requestId, host }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const matches = readFragment(matchFields, masked);
  if (matches.length === 0) return <Empty title={t('matches.none')} why={t('matches.none.why')} />;
  return (
    <Ways
      title={t('matches.title', { count: matches.length })}
      note={t('matches.note')}
      ways={matches}
      units={units}
      marks={(match) => (
        <>
          <span title={t('matches.score.what')}>{t('matches.score', { score: format.decimal(match.score * 100, { min: 0, max: 0 }) })}</span>
          {match.pareto ? <Badge tone="success">{t('matches.pareto')}</Badge> : null}
        </>
      )}
      requestId={requestId}
      propose={host ? 'filled' : null}
    />
  );
}
