/** Prometheus metrics of a process: runtime, HTTP, pool, outbox. Served on /metrics to loopback and scrapers alone. */
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database';

@Injectable()
export class Metrics {
  readonly registry = new Registry();
  /** Seconds from request to response by route and status. */
  readonly httpSeconds = new Histogram({ name: 'busbar_http_request_seconds', help: 'Time to answer, in seconds.', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers: [this.registry] });

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    const pool = new Gauge({ name: 'busbar_database_connections', help: 'Connections of the pool by state.', labelNames: ['state'], registers: [this.registry], collect() {
      const { total, idle, waiting } = database.poolUse;
      pool.set({ state: 'total' }, total);
      pool.set({ state: 'idle' }, idle);
      pool.set({ state: 'waiting' }, waiting);
    } });
  }
}
