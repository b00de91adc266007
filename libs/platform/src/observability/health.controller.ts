import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { rule } from '@busbar/kernel';
import { Database } from '../database/database';
import { Right } from '../rights/right';
import { Metrics } from './metrics';

const seeHealth = rule('see health', { anonymous: true });

/** Liveness, readiness and metrics; answers nothing about anyone. */
@Controller()
export class HealthController {
  constructor(private readonly database: Database, private readonly metrics: Metrics) {}

  /** The process runs. */
  @Get('healthz')
  @Right(seeHealth)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve: PostgreSQL answers. */
  @Get('readyz')
  @Right(seeHealth)
  async ready(@Res({ passthrough: true }) response: Response): Promise<{ status: 'ok' | 'unavailable' }> {
    try {
      await this.database.ping();
      return { status: 'ok' };
    } catch {
      response.status(503).setHeader('retry-after', '2');
      return { status: 'unavailable' };
    }
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  @Right(seeHealth)
  expose(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
