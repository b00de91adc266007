import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './requests.module.css';

/** The button under a list that shows only its head; nothing where all is shown. */
export function ShowAll({ rest, onPress }: { readonly rest: number; readonly onPress: () => void }) {
  const { t } = useTranslation();
  if (rest === 0) return null;
  return (
    <div className={classes['more']}>
      <Button variant="default" onClick={onPress}>
        {t('matches.showRest', { count: rest })}
      </Button>
    </div>
  );
}
