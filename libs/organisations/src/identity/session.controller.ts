import { Controller, Delete, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { PassportService } from './passport.service';
import { SessionCookie } from './session-cookie.service';
import { Sessions } from './sessions.service';

/** Sessions for scripts: `POST /v1/session` with e-mail address and password answers a bearer token. */
@Controller('v1/session')
export class SessionController {
  constructor(private readonly passport: PassportService, private readonly sessions: Sessions, private readonly cookie: SessionCookie) {}

  @Right(organisationPolicy.signIn)
  @Post()
  @HttpCode(201)
  async open(@Req() request: Request): Promise<{ token: string; endsAt: string }> {
    const { token, endsMs } = await this.passport.signIn(request);
    return { token, endsAt: new Date(endsMs).toISOString() };
  }

  @Right(organisationPolicy.signOut)
  @Delete()
  @HttpCode(204)
  async close(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(actor);
    this.cookie.clear(response);
  }
}
