import { useTranslation } from 'react-i18next';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Moment } from '~/ui/moment';
import { Section } from '~/ui/page';
import classes from './contracts.module.css';

export const historyEvent = graphql(`
  fragment HistoryEvent on ContractEvent {
    id
    type
    action
    from
    to
    reason
    actorName
    at
  }
`);

interface Props {
  readonly events: readonly FragmentType<typeof historyEvent>[];
  readonly zone: string;
}

/** Who did what and when, and why, from the audit trail. */
export function History({ events: masked, zone }: Props) {
  const { t, i18n } = useTranslation();
  const events = readFragment(historyEvent, masked);
  const named = (key: string, code: string): string => {
    const known: unknown = i18n.getResource(i18n.language, 'translation', key);
    return typeof known === 'string' ? known : code;
  };
  const happened = (code: string): string => named(`event.${code}`, code);
  const state = (code: string): string => named(`contractState.${code}`, code);
  return (
    <Section title={t('contract.history')}>
      <ol className={classes['history']}>
        {events.map((event) => (
          <li key={event.id}>
            <Moment at={event.at} zone={zone} />
            <div>
              {happened(event.action ?? event.type)} · {event.actorName}
              {event.to && event.to !== event.from ? ` → ${state(event.to)}` : ''}
              {event.reason ? <div className={classes['small']}>{event.reason}</div> : null}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
