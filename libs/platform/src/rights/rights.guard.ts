import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { anonymous, inAudience, invariant, NotPermittedError, NotSignedInError, type Rule } from '@busbar/kernel';
import { requestOf, RIGHT } from './right';

/** Stops callers outside a rule's audience at the door; the service asks the same rule again with the subject. */
@Injectable()
export class RightsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const right = this.reflector.get<Rule<never> | undefined>(RIGHT, context.getHandler());
    invariant(right, `${context.getClass().name}.${context.getHandler().name} has no rule.`);
    const actor = requestOf(context).actor ?? anonymous;
    if (inAudience(right.audience, actor)) return true;
    throw actor.kind === 'ANONYMOUS' ? new NotSignedInError() : new NotPermittedError({ action: right.name });
  }
}
