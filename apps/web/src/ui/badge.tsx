import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconInfoCircle, IconWaveSine } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './badge.module.css';

export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info' | 'estimate';

const icons = { neutral: IconCircleDashed, success: IconCircleCheck, warning: IconAlertTriangle, danger: IconCircleX, info: IconInfoCircle, estimate: IconWaveSine } as const;

interface Props {
  readonly tone: Tone;
  readonly children: ReactNode;
}

/** A state in icon, word and colour; never in colour alone. */
export function Badge({ tone, children }: Props) {
  const Icon = icons[tone];
  return (
    <span className={classes['badge']} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {children}
    </span>
  );
}
