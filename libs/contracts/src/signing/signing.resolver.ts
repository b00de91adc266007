import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { ContractObject, contractObject } from '../contracts/contracts.graphql';
import { contractPolicy } from '../domain/contract-policy';
import { SignContractInput } from './signing.graphql';
import { Signing } from './signing.service';

@Resolver(() => ContractObject)
export class SigningResolver {
  constructor(private readonly signing: Signing) {}

  @Right(contractPolicy.sign)
  @Mutation(() => ContractObject, {
    description: 'Signs an approved contract for one side, by its signatory, with the password again. The second signature binds both sides and makes the capacity firm. A simple electronic signature.',
  })
  async signContract(@CurrentActor() actor: Actor, @Args('input') { contractId, ...input }: SignContractInput): Promise<ContractObject> {
    return contractObject(await this.signing.sign(actor, contractId, input));
  }
}
