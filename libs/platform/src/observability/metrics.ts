/** Prometheus metrics of a process: runtime, HTTP, pool, outbox. Served on /metrics; they say nothing about anyone. */
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database';
import { Dispatcher } from '../events/dispatcher';

@Injectable()
export class Metrics {
  readonly registry = new Registry();
  /** Seconds from request to response by route and status. */
  readonly httpSeconds = new Histogram({ name: 'busbar_http_request_seconds', help: 'Time to answer, in seconds.', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers: [this.registry] });

  constructor(database: Database, dispatcher: Dispatcher) {
    collectDefaultMetrics({ register: this.registry });
    const pool = new Gauge({ name: 'busbar_database_connections', help: 'Connections of the pool by state.', labelNames: ['state'], registers: [this.registry], collect() {
      const { total, idle, waiting } = database.poolUse;
      pool.set({ state: 'total' }, total);
      pool.set({ state: 'idle' }, idle);
      pool.set({ state: 'waiting' }, waiting);
    } });
    const outbox = new Gauge({ name: 'busbar_outbox_events', help: 'Events not yet delivered, and events parked after failing too often.', labelNames: ['state'], registers: [this.registry], async collect() {
      try {
        const { waiting, parked } = await dispatcher.waiting();
        outbox.set({ state: 'waiting' }, waiting);
        outbox.set({ state: 'parked' }, parked);
      } catch {
        // Without a database the other metrics are wanted all the more.
        outbox.reset();
      }
    } });
  }
}
