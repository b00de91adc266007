import { useFormat } from '../format/use-format';

interface Props {
  readonly at: string;
  /** The site's zone on what happens at a site; UTC where there is none. */
  readonly zone?: string | undefined;
}

/** An instant with its zone printed and ISO UTC on hover. */
export function Moment({ at, zone = 'UTC' }: Props) {
  const format = useFormat();
  return (
    <time dateTime={at} title={at} style={{ whiteSpace: 'nowrap' }}>
      {format.dateTime(at, zone)}
    </time>
  );
}
