import { useTranslation } from 'react-i18next';
import { PriceCell } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Badge } from '~/ui/badge';
import { LinkButton } from '~/ui/link-button';
import { Section } from '~/ui/page';
import { Empty } from '~/ui/states';
import { OfferHead } from './offer-head';
import { Reasons } from './reasons';
import { ShowAll } from './show-all';
import { useFirst } from './use-first';
import classes from './requests.module.css';

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
      hallName
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
  const { shown, rest, showAll } = useFirst(matches);
  if (matches.length === 0) return <Empty title={t('matches.none')} why={t('matches.none.why')} />;
  return (
    <Section title={t('matches.title', { count: matches.length })} note={t('matches.note')} flush>
      <ol className={classes['offers']}>
        {shown.map((match) => (
          <li key={match.listing.id} className={classes['offer']}>
            <div className={classes['head']}>
              <OfferHead listing={match.listing} />
              <div className={classes['badges']}>
                <span title={t('matches.score.what')}>{t('matches.score', { score: format.decimal(match.score * 100, { min: 0, max: 0 }) })}</span>
                {match.pareto ? <Badge tone="success">{t('matches.pareto')}</Badge> : null}
              </div>
            </div>
            <dl className={classes['numbers']}>
              <Number name={t('priceUnit.IT_KWH')} value={<PriceCell price={match.price} unit="IT_KWH" of={match.listing.siteName} />} />
              <Number name={t('priceUnit.KW_MONTH')} value={<PriceCell price={match.price} unit="KW_MONTH" of={match.listing.siteName} />} />
              <Number name={t('priceUnit.GPU_HOUR')} value={<PriceCell price={match.price} unit="GPU_HOUR" of={match.listing.siteName} />} />
              <Number name={t('criterion.QUANTITY')} value={format.power(match.placement.quantityKw)} />
              <Number name={t('criterion.START')} value={format.date(match.placement.start)} />
              <Number name={t('matches.value', { months: match.placement.termMonths })} value={format.wholeMoney(match.contractValue)} />
            </dl>
            <div className={classes['foot']}>
              <Reasons reasons={match.reasons} />
              {host ? (
                <LinkButton to="/proposals/new" search={{ request: requestId, listing: match.listing.id }}>
                  {t('proposal.new')}
                </LinkButton>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
      <ShowAll rest={rest} onPress={showAll} />
    </Section>
  );
}

export function Number({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
