import { Controller, Delete, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import type { Actor } from '@busbar/kernel';
import { Config, CurrentActor, Right } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { clearSessionCookie } from './session-cookie';
import { Sessions, type SignedIn } from './sessions.service';

/** Sessions for scripts: `POST /v1/session` with e-mail address and password answers a bearer token. */
@Controller('v1/session')
export class SessionController {
  constructor(private readonly sessions: Sessions, private readonly config: Config) {}

  @Right(organisationPolicy.signIn)
  @UseGuards(AuthGuard('password'))
  @Post()
  @HttpCode(201)
  open(@Req() request: Request): { token: string; endsAt: string } {
    const { token, endsMs } = request.user as SignedIn;
    return { token, endsAt: new Date(endsMs).toISOString() };
  }

  @Right(organisationPolicy.signOut)
  @Delete()
  @HttpCode(204)
  async close(@CurrentActor() actor: Actor, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(actor);
    clearSessionCookie(response, this.config);
  }
}
