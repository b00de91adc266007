import 'reflect-metadata';
import { Controller, type ExecutionContext, Get, Module } from '@nestjs/common';
import { DiscoveryModule, Reflector } from '@nestjs/core';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import { type Actor, anonymous, rule, systemActor } from '@busbar/kernel';
import { Right } from './right';
import { RightsGuard } from './rights.guard';
import { RightsMatrix } from './rights-matrix';

const seeMarket = rule('see the market', { anonymous: true });
const approve = rule('approve', { kinds: ['STAFF'], roles: ['OWNER'] });
const send = rule('send readings', { kinds: ['HOST'], scope: 'readings:write', signatory: true });

@Resolver()
class Sound {
  @Right(seeMarket)
  @Query(() => String, { name: 'market' })
  market(): string {
    return 'open';
  }

  @Right(approve)
  @Mutation(() => String)
  approveContract(): string {
    return 'approved';
  }

  /** Neither root field nor route: needs no rule. */
  helper(): string {
    return 'help';
  }
}

@Controller('v1')
class Routes {
  @Right(send)
  @Get('readings')
  readings(): string {
    return 'none';
  }
}

@Resolver()
class Forgotten {
  @Mutation(() => String)
  payEverybody(): string {
    return 'paid';
  }
}

const booted = async (...providers: (typeof Sound | typeof Forgotten)[]) => {
  @Module({ imports: [DiscoveryModule], controllers: [Routes], providers: [RightsMatrix, ...providers] })
  class World {}
  const module = await Test.createTestingModule({ imports: [World] }).compile();
  return module.init();
};
const acting = (change: Partial<Actor>): Actor => ({ ...anonymous, kind: 'PERSON', personId: 'prs_a', organisationId: 'org_a', organisationKinds: ['HOST'], role: 'OWNER', scopes: 'ALL', ...change });

describe('the matrix of rights', () => {
  it('names every root field and route with its rule and who passes the door', async () => {
    const module = await booted(Sound);
    expect(module.get(RightsMatrix).table().split('\n')).toEqual([
      'GET /v1/readings [send readings] host.owner host.admin host.finance host.operator host.viewer + signatory key:readings:write',
      'Mutation.approveContract [approve] staff.owner',
      'Query.market [see the market] everyone',
    ]);
    await module.close();
  });

  it('stops the boot for a root field without a rule, by its name', async () => {
    await expect(booted(Sound, Forgotten)).rejects.toThrow('Mutation.payEverybody (Forgotten.payEverybody) has no rule: state one with @Right().');
  });
});

describe('the guard', () => {
  const asks = (actor: Actor | undefined, on: typeof Sound | typeof Forgotten, method: string): boolean => {
    const context = { getType: () => 'http', getClass: () => on, getHandler: () => Object.getOwnPropertyDescriptor(on.prototype, method)?.value as () => string, switchToHttp: () => ({ getRequest: () => ({ actor }) }) };
    return new RightsGuard(new Reflector()).canActivate(context as unknown as ExecutionContext);
  };

  it('lets in whom the rule names, and tells the others whether to sign in', () => {
    expect(asks(undefined, Sound, 'market')).toBe(true);
    expect(asks(acting({ organisationKinds: ['STAFF'] }), Sound, 'approveContract')).toBe(true);
    expect(asks(systemActor('test'), Sound, 'approveContract')).toBe(true);
    expect(() => asks(undefined, Sound, 'approveContract')).toThrow(expect.objectContaining({ code: 'NOT_SIGNED_IN' }));
    expect(() => asks(acting({}), Sound, 'approveContract')).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED', details: { action: 'approve' } }));
    expect(() => asks(acting({ organisationKinds: ['STAFF'], role: 'ADMIN' }), Sound, 'approveContract')).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
  });

  it('lets nobody through where there is no rule', () => {
    expect(() => asks(systemActor('test'), Forgotten, 'payEverybody')).toThrow('Forgotten.payEverybody has no rule.');
  });
});
