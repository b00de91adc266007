import { Button, type ButtonProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './action-button.module.css';
import { useRefusalText } from './use-refusal-text';

/** As the API answers it: `actions { name allowed refusal { code message } }`. */
export interface Action {
  readonly name: string;
  readonly allowed: boolean;
  readonly refusal?: { readonly code: string; readonly message: string } | null;
}

interface Props {
  readonly action: Action | undefined;
  readonly onPress?: () => void;
  readonly submit?: boolean;
  readonly busy?: boolean;
  readonly variant?: ButtonProps['variant'];
  readonly children: ReactNode;
}

/**
 * A button for what the API says may be done. Where it may not, the button stays reachable and the reason stands beside it;
 * where the API does not name the action at all, there is no button.
 */
export function ActionButton({ action, onPress, submit = false, busy = false, variant = 'filled', children }: Props) {
  const { t } = useTranslation();
  const words = useRefusalText();
  const reasonId = useId();
  if (!action) return null;
  const reason = action.allowed ? null : t('ui.notOffered', { reason: action.refusal ? words(action.refusal) : '—' });
  return (
    <div className={classes['action']}>
      <Button
        type={submit ? 'submit' : 'button'}
        variant={variant}
        loading={busy}
        {...(action.allowed ? {} : { 'data-disabled': true })}
        aria-disabled={!action.allowed}
        onClick={(event) => {
          if (!action.allowed) event.preventDefault();
          else onPress?.();
        }}
        {...(reason === null ? {} : { 'aria-describedby': reasonId })}
      >
        {children}
      </Button>
      {reason === null ? null : (
        <p id={reasonId} className={classes['reason']}>
          {reason}
        </p>
      )}
    </div>
  );
}

export function actionNamed(actions: readonly Action[], name: string): Action | undefined {
  return actions.find((action) => action.name === name);
}
