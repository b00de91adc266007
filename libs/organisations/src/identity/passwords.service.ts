/** Checking passwords: argon2id, throttled by account and address, with equal work for people who do not exist. */
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { systemActor } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { PasswordThrottledError } from '../domain/organisation.errors';
import { admitted, passwordThrottle } from '../domain/throttle';
import { IdentityRepository } from './identity.repository';

/** OWASP Password Storage Cheat Sheet: argon2id with m = 19 MiB, t = 2, p = 1. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

@Injectable()
export class Passwords {
  private readonly actor = systemActor('passwords');
  private readonly decoy: Promise<string> = hash('a password that nobody has', COST);

  constructor(private readonly database: Database, private readonly identities: IdentityRepository) {}

  hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  /**
   * Whether the password belongs to the hash; a null hash costs the same time and is never right. Each call counts as a
   * try of the account and the address until it succeeds. Throws PASSWORD_THROTTLED beyond the limit.
   */
  async check(account: string, address: string, passwordHash: string | null, password: string): Promise<boolean> {
    const tries = await this.database.transaction(this.actor, () => this.identities.recordAttempt(account, address, passwordThrottle.windowSeconds));
    if (!admitted(passwordThrottle, tries)) throw new PasswordThrottledError({ retryAfterSeconds: passwordThrottle.windowSeconds });
    const right = await verify(passwordHash ?? (await this.decoy), password);
    if (!right || passwordHash === null) return false;
    await this.database.transaction(this.actor, () => this.identities.forgetAttempts(account));
    return true;
  }
}
