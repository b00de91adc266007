import type { ErrorLike } from '@apollo/client';
import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel';
import { Loading } from './states';

interface Props<Data> {
  readonly result: { readonly data: Data | undefined; readonly error?: ErrorLike | undefined; readonly refetch: () => Promise<unknown> };
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answers: its data as soon as there is some, else the error with a way to ask again, else the wait. */
export function Asked<Data>({ result, rows, children }: Props<Data>) {
  if (result.data !== undefined) return children(result.data);
  if (result.error) return <ErrorPanel error={result.error} retry={() => void result.refetch()} />;
  return <Loading {...(rows === undefined ? {} : { rows })} />;
}
