import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PriceCell, type normalisedPriceFields } from '~/features/price/price-cell';
import { useFormat } from '~/format/use-format';
import type { FragmentType } from '~/gql';
import type { PriceUnit } from '~/gql/graphql';
import { LinkButton } from '~/ui/link-button';
import { Section } from '~/ui/page';
import { OfferHead, type offerHead } from './offer-head';
import { Reasons, type reasonFields } from './reasons';
import { ShowAll } from './show-all';
import { useFirst } from './use-first';
import classes from './requests.module.css';

/** A way to meet a request: what it takes from where and when, at which price, held against each requirement. */
interface Way {
  readonly listing: FragmentType<typeof offerHead> & { readonly id: string; readonly siteName: string };
  readonly placement: { readonly quantityKw: string; readonly start: string; readonly termMonths: number };
  readonly contractValue: { readonly amount: string; readonly currency: string };
  readonly price: FragmentType<typeof normalisedPriceFields>;
  readonly reasons: readonly FragmentType<typeof reasonFields>[];
}

interface Props<Found extends Way> {
  readonly title: string;
  readonly note: string;
  readonly ways: readonly Found[];
  readonly units: readonly PriceUnit[];
  /** Beside whose offer it is. */
  readonly marks?: (way: Found) => ReactNode;
  /** Between whose offer it is and its numbers. */
  readonly conditions?: (way: Found) => ReactNode;
  readonly requestId: string;
  /** How the button to propose looks; null for those who do not propose. */
  readonly propose: 'filled' | 'default' | null;
}

/** Ways to meet a request, best first: the first few at once, the rest when asked for. A host may propose from its own. */
export function Ways<Found extends Way>({ title, note, ways, units, marks, conditions, requestId, propose }: Props<Found>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { shown, rest, showAll } = useFirst(ways);
  return (
    <Section title={title} note={note} flush>
      <ol className={classes['offers']}>
        {shown.map((way) => {
          const { listing, placement } = way;
          const numbers: readonly (readonly [string, ReactNode])[] = [
            ...units.map((unit) => [t(`priceUnit.${unit}`), <PriceCell key={unit} price={way.price} unit={unit} of={listing.siteName} />] as const),
            [t('criterion.QUANTITY'), format.power(placement.quantityKw)],
            [t('criterion.START'), format.date(placement.start)],
            [t('matches.value', { months: placement.termMonths }), format.wholeMoney(way.contractValue)],
          ];
          return (
            <li key={listing.id} className={classes['offer']}>
              <div className={classes['head']}>
                <OfferHead listing={listing} />
                {marks ? <div className={classes['badges']}>{marks(way)}</div> : null}
              </div>
              {conditions?.(way)}
              <dl className={classes['numbers']}>
                {numbers.map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
              <div className={classes['foot']}>
                <Reasons reasons={way.reasons} currency={way.contractValue.currency} />
                {propose === null ? null : (
                  <LinkButton variant={propose} to="/proposals/new" search={{ request: requestId, listing: listing.id }}>
                    {t('proposal.new')}
                  </LinkButton>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <ShowAll rest={rest} onPress={showAll} />
    </Section>
  );
}
