import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { anonymous } from '@busbar/kernel';
import { Database } from '../database/database';
import type { RequestWithActor } from '../rights/right';

/** Opens the request's operation: its reads share one scope, which ends with the response. Stands after authentication. */
@Injectable()
export class OperationMiddleware implements NestMiddleware {
  constructor(private readonly database: Database) {}

  use(request: Request & RequestWithActor, response: Response, next: NextFunction): void {
    const end = this.database.beginOperation(request.actor ?? anonymous, next);
    response.on('close', end);
  }
}
