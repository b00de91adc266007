import { Module, type OnModuleInit } from '@nestjs/common';
import { Schedules } from '@busbar/platform';
import { AuthenticationMiddleware } from './identity/authentication.middleware';
import { FreshProof } from './identity/fresh-proof.service';
import { IdentityRepository } from './identity/identity.repository';
import { IdentityResolver } from './identity/identity.resolver';
import { PassportService } from './identity/passport.service';
import { Passwords } from './identity/passwords.service';
import { SessionController } from './identity/session.controller';
import { SessionCookie } from './identity/session-cookie.service';
import { Sessions } from './identity/sessions.service';
import { Viewers } from './identity/viewers.service';
import { ApiKeysRepository } from './keys/api-keys.repository';
import { ApiKeysResolver } from './keys/api-keys.resolver';
import { ApiKeys } from './keys/api-keys.service';
import { OrganisationsRepository } from './organisations/organisations.repository';
import { OrganisationsResolver } from './organisations/organisations.resolver';
import { Organisations } from './organisations/organisations.service';

@Module({
  controllers: [SessionController],
  providers: [
    Organisations, OrganisationsRepository, OrganisationsResolver, IdentityRepository, IdentityResolver, Passwords, FreshProof, Sessions, Viewers, ApiKeys, ApiKeysRepository, ApiKeysResolver, PassportService, SessionCookie,
    AuthenticationMiddleware,
  ],
  exports: [Organisations, FreshProof, AuthenticationMiddleware, PassportService, SessionCookie, Sessions],
})
export class OrganisationsModule implements OnModuleInit {
  constructor(private readonly schedules: Schedules, private readonly sessions: Sessions) {}

  onModuleInit(): void {
    this.schedules.every('17 3 * * *', 'organisations.forgetOldSessions', () => this.sessions.forgetOld());
  }
}
