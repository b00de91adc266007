/** The link from a root field or route to its rule in some context's `*-policy.ts`. */
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { type Actor, anonymous, type Rule } from '@busbar/kernel';

export const RIGHT = 'busbar:right';

/** States the rule of a root field or route. One without a rule stops the boot. */
export const Right = (right: Rule<never>): MethodDecorator => SetMetadata(RIGHT, right);

/** What authentication leaves on the request. */
export interface RequestWithActor {
  actor?: Actor;
}

export function requestOf(context: ExecutionContext): RequestWithActor {
  if (context.getType<'graphql' | 'http'>() === 'graphql') return GqlExecutionContext.create(context).getContext<{ req: RequestWithActor }>().req;
  return context.switchToHttp().getRequest<RequestWithActor>();
}

/** The actor of the session or key; never anything from the input. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => requestOf(context).actor ?? anonymous);
