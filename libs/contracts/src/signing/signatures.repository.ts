/** Signatures: written once, never changed. They are read with their contract. */
import { Injectable } from '@nestjs/common';
import { Database } from '@busbar/platform';
import { timeColumn } from '../contracts/contracts.repository';
import type { Contract, Signature } from '../domain/contract';

@Injectable()
export class SignaturesRepository {
  constructor(private readonly database: Database) {}

  /** `credentialId` is the session in which the password was given again. */
  async insert({ id: contractId, hostId, tenantId }: Contract, signature: Signature, credentialId: string | null): Promise<void> {
    const { signedAt, ...said } = signature;
    await this.database.client.signature.create({ data: { ...said, contractId, hostId, tenantId, credentialId, signedAt: timeColumn(signedAt) } });
  }
}
