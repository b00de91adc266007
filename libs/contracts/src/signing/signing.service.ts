import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { FreshProof } from '@busbar/organisations';
import { Clock, Database, newId } from '@busbar/platform';
import { ContractMoves } from '../contracts/contract-moves.service';
import { Contracts } from '../contracts/contracts.service';
import type { Contract } from '../domain/contract';
import { requireToAct } from '../domain/contract-policy';
import { signatureOf, type SigningInput } from '../domain/signing';
import { SignaturesRepository } from './signatures.repository';

/** Signing by both sides, each with its password again. */
@Injectable()
export class Signing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly moves: ContractMoves,
    private readonly contracts: Contracts,
    private readonly signatures: SignaturesRepository,
    private readonly capacity: CapacityLedger,
    private readonly proof: FreshProof,
  ) {}

  /**
   * Signs the document with the hash that was shown. The first signature leaves the contract approved; the second makes its
   * capacity firm, and a contract that needs no security takes effect at once. Throws PASSWORD_WRONG,
   * SIGNED_DOCUMENT_DIFFERS, TYPED_NAME_DIFFERS, ALREADY_SIGNED, ONE_SIGNATORY_FOR_BOTH_SIDES.
   */
  async sign(actor: Actor, contractId: string, input: SigningInput & { readonly password: string }): Promise<Contract> {
    // Rights and state first, so that a stranger cannot try passwords here; they are asked again under the lock.
    requireToAct('sign', actor, await this.contracts.get(actor, contractId));
    await this.proof.require(actor, input.password);
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      const { signature, action } = signatureOf(actor, contract, input, newId('signature'), this.clock.now());
      await this.signatures.insert(contract, signature, actor.credentialId);
      const signed = await this.moves.perform({ ...contract, signatures: [...contract.signatures, signature] }, action, { side: signature.side, sha256: signature.sha256, signatureId: signature.id });
      return action === 'countersign' ? this.bind(actor, signed) : signed;
    });
  }

  /** Both sides are bound: what was held is firm. Fails, and with it the signature, where a hold has lapsed meanwhile. */
  private async bind(actor: Actor, contract: Contract): Promise<Contract> {
    for (const tranche of (await this.contracts.tranches([contract.id])).get(contract.id) ?? []) await this.capacity.convert(actor, tranche.reservationId, 'FIRM', tranche.id);
    return contract.securityRequired ? contract : this.contracts.takeEffect(contract, 'No security is required.');
  }
}
