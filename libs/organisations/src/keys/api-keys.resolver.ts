import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { ApiKeyObject, apiKeyObject, CreateApiKeyInput, CreatedApiKeyObject, RevokeApiKeyInput } from './api-keys.graphql';
import { ApiKeys } from './api-keys.service';

@Resolver(() => ApiKeyObject)
export class ApiKeysResolver {
  constructor(private readonly keys: ApiKeys) {}

  @Right(organisationPolicy.manageKeys)
  @Query(() => [ApiKeyObject], { description: "The organisation's API keys, the newest first; at most 100." })
  async apiKeys(@CurrentActor() actor: Actor): Promise<ApiKeyObject[]> {
    return (await this.keys.mine(actor)).map(apiKeyObject);
  }

  @Right(organisationPolicy.manageKeys)
  @Mutation(() => CreatedApiKeyObject, { description: 'Makes an API key; its text is shown this once. Keys cannot make keys.' })
  async createApiKey(@CurrentActor() actor: Actor, @Args('input') input: CreateApiKeyInput): Promise<CreatedApiKeyObject> {
    const { key, text } = await this.keys.create(actor, input);
    return { apiKey: apiKeyObject(key), text };
  }

  @Right(organisationPolicy.manageKeys)
  @Mutation(() => Boolean, { description: 'Revokes an API key at once.' })
  async revokeApiKey(@CurrentActor() actor: Actor, @Args('input') input: RevokeApiKeyInput): Promise<boolean> {
    await this.keys.revoke(actor, input.apiKeyId);
    return true;
  }
}
