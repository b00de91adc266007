import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, ConnectionArgs, CurrentActor, decodeCursor, encodeCursor, pageSize, toConnection } from '@busbar/platform';
import { ContractObject } from '../contracts/contracts.graphql';
import { ContractEventConnection, type ContractEventObject, contractEventObject } from './history.graphql';
import { History } from './history.service';

@Resolver(() => ContractObject)
export class HistoryResolver {
  constructor(private readonly events: History) {}

  @ResolveField(() => ContractEventConnection, { description: 'What happened to it, oldest first.' })
  async history(@CurrentActor() actor: Actor, @Parent() { contract }: ContractObject, @Args() args: ConnectionArgs): Promise<Connection<ContractEventObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 1)?.[0];
    const events = await this.events.page(actor, contract, first, typeof after === 'number' ? after : 0);
    return toConnection(events.map(contractEventObject), first, ({ sequence }) => encodeCursor([sequence]));
  }
}
