import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-http-bearer';
import type { Actor } from '@busbar/kernel';
import { ApiKeys } from '../keys/api-keys.service';
import { Sessions } from './sessions.service';

/** The one bearer of the API: a session's token or an API key, told apart by its prefix. */
@Injectable()
export class CredentialStrategy extends PassportStrategy(Strategy, 'credential') {
  constructor(private readonly sessions: Sessions, private readonly keys: ApiKeys) {
    super({ passReqToCallback: true });
  }

  validate(request: Request, token: string): Promise<Actor> {
    const organisationId = request.header('busbar-organisation');
    return token.startsWith('bb_') ? this.keys.authenticate(token) : this.sessions.authenticate(token, organisationId);
  }
}
