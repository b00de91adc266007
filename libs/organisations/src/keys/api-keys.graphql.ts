import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { type Instant, instantOf } from '@busbar/kernel';
import { InstantScalar } from '@busbar/platform';
import type { ApiKey } from '../domain/api-key';

@ObjectType('ApiKey', { description: 'A key with which a machine speaks for an organisation, within its scopes.' })
export class ApiKeyObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: 'What it is for.' })
  readonly name!: string;

  @Field(() => [String], { description: 'What it may do, such as readings:write.' })
  readonly scopes!: readonly string[];

  @Field(() => InstantScalar, { description: 'When it was made.' })
  readonly createdAt!: Instant;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was last used, to the minute.' })
  readonly lastUsedAt!: Instant | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was revoked.' })
  readonly revokedAt!: Instant | null;
}

@ObjectType('CreatedApiKey', { description: 'A new key with its text, which is shown this once.' })
export class CreatedApiKeyObject {
  @Field(() => ApiKeyObject, { description: 'The key.' })
  readonly apiKey!: ApiKeyObject;

  @Field({ description: 'What to send as bearer. It is not kept and cannot be shown again.' })
  readonly text!: string;
}

export const apiKeyObject = (key: ApiKey): ApiKeyObject => ({
  id: key.id, name: key.name, scopes: key.scopes, createdAt: instantOf(key.createdAtMs), lastUsedAt: key.lastUsedAtMs === null ? null : instantOf(key.lastUsedAtMs), revokedAt: key.revokedAtMs === null ? null : instantOf(key.revokedAtMs),
});

@InputType({ description: 'A new API key.' })
export class CreateApiKeyInput {
  @Field({ description: 'What it is for.' })
  readonly name!: string;

  @Field(() => [String], { description: 'One or more of readings:write, metering:read, market:read, contracts:read, invoices:read, indices:read, indices:write.' })
  readonly scopes!: readonly string[];
}

@InputType({ description: 'Which key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID)
  readonly apiKeyId!: string;
}
