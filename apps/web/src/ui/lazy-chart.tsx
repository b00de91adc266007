import { lazy, Suspense, type ComponentProps } from 'react';
import type ChartComponent from './chart';

const Chart = lazy(() => import('./chart'));

/** The chart library is the largest part of the application: it comes when the first chart does. */
export function LazyChart(props: ComponentProps<typeof ChartComponent>) {
  return (
    <Suspense fallback={<div style={{ height: props.height }} aria-busy="true" />}>
      <Chart {...props} />
    </Suspense>
  );
}
