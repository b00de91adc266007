interface Props {
  readonly size?: number;
}

/** A busbar with three taps: the symbol of a single-line diagram. Decorative; the word stands beside it. */
export function Mark({ size = 20 }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <rect x="1" y="2.5" width="14" height="4" rx="1" fill="var(--bb-accent-text)" />
      <path d="M4 6.5v7M8 6.5v7M12 6.5v7" stroke="var(--bb-accent-text)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
