import { useTranslation } from 'react-i18next';
import { graphql, readFragment, type FragmentType } from '~/gql';
import { Badge } from '~/ui/badge';
import { Section } from '~/ui/page';
import classes from './contracts.module.css';

export const lintFields = graphql(`
  fragment LintFields on ContractLint {
    code
    severity
    item
    path
    given
    expected
  }
`);

/** What a reader with a calculator objects to. Information for both sides and the reviewer; it blocks nothing by itself. */
export function Lints({ lints: masked }: { readonly lints: readonly FragmentType<typeof lintFields>[] }) {
  const { t } = useTranslation();
  const lints = readFragment(lintFields, masked);
  if (lints.length === 0) return null;
  return (
    <Section title={t('lints.title', { count: lints.length })} note={t('lints.note')}>
      <ul className={classes['lints']}>
        {lints.map((lint) => (
          <li key={`${lint.code} ${lint.path}`}>
            <Badge tone={lint.severity === 'WARNING' ? 'warning' : 'info'}>{t(`lint.severity.${lint.severity}`)}</Badge>
            <div>
              <p>{t(`lint.${lint.code}`)}</p>
              <p className={classes['small']}>
                {t('lints.values', { given: lint.given, expected: lint.expected })} · <span className="bb-mono">{lint.path}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
