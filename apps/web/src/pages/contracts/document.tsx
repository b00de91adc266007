import { useTranslation } from 'react-i18next';
import { Section } from '~/ui/page';
import classes from './contracts.module.css';

/** The text that is signed, at a size and width for reading. */
export function Document({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('contract.document')} note={t('contract.document.note')}>
      <details>
        <summary className="bb-link">{t('contract.document.read')}</summary>
        <pre className={classes['document']}>{text}</pre>
      </details>
    </Section>
  );
}
