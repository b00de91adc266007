import { useTranslation } from 'react-i18next';
import { useRequirementText } from '~/features/deal/use-requirement-text';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Ways } from './ways';
import classes from './requests.module.css';

export const nearMissFields = graphql(`
  fragment NearMissFields on NearMiss {
    relaxations {
      criterion
      unit
      from
      to
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
  readonly nearMisses: readonly FragmentType<typeof nearMissFields>[];
  readonly requestId: string;
  readonly host: boolean;
}

/** What fails one or two requirements, with the smallest change that would let it in. */
export function NearMisses({ nearMisses: masked, requestId, host }: Props) {
  const { t } = useTranslation();
  const text = useRequirementText();
  const nearMisses = readFragment(nearMissFields, masked);
  type Miss = (typeof nearMisses)[number];
  /** In a sentence, nothing is said as a word. */
  const said = (miss: Miss, { criterion, unit }: Miss['relaxations'][number], value: string | null | undefined): string => (value ? text(criterion, unit, value, miss.contractValue.currency) : t('requirement.none'));
  if (nearMisses.length === 0) return null;
  return (
    <Ways
      title={t('nearMisses.title', { count: nearMisses.length })}
      note={t('nearMisses.note')}
      ways={nearMisses}
      units={['IT_KWH']}
      conditions={(miss) => (
        <ul className={classes['changes']}>
          {miss.relaxations.map((change) => (
            <li key={change.criterion}>
              {t('nearMisses.change', { criterion: t(`criterion.${change.criterion}`), from: said(miss, change, change.from), to: said(miss, change, change.to) })}
            </li>
          ))}
        </ul>
      )}
      requestId={requestId}
      propose={host ? 'default' : null}
    />
  );
}
