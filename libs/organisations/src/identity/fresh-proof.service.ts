import { Injectable } from '@nestjs/common';
import { type Actor, NotSignedInError } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { PasswordWrongError } from '../domain/organisation.errors';
import { IdentityRepository } from './identity.repository';
import { Passwords } from './passwords.service';

/** Proof, at the moment of signing or of a payout change, that the person at the keys is the person of the session. */
@Injectable()
export class FreshProof {
  constructor(private readonly database: Database, private readonly identities: IdentityRepository, private readonly passwords: Passwords) {}

  /** Call before the transaction of the command. Throws PASSWORD_WRONG or PASSWORD_THROTTLED; keys can never prove. */
  async require(actor: Actor, password: string): Promise<void> {
    const { personId } = actor;
    if (actor.kind !== 'PERSON' || personId === null) throw new NotSignedInError();
    const passwordHash = await this.database.read(actor, () => this.identities.passwordHashOf(personId));
    // The person stands for the address too: one bucket for everybody's proofs would let one person lock all signing.
    if (!(await this.passwords.check(personId, personId, passwordHash, password))) throw new PasswordWrongError();
  }
}
