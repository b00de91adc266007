import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, seesEverything } from '@busbar/kernel';
import { type Connection, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { ContractObject, contractObject, LanguageEnum, LintObject, SubmitContractInput } from '../contracts/contracts.graphql';
import { Contracts } from '../contracts/contracts.service';
import { contractPolicy } from '../domain/contract-policy';
import type { Language } from '../domain/contract-terms';
import { checklistItem } from '../domain/review-checklist';
import { ContractFacts } from './contract-facts.service';
import {
  ApproveContractInput, itemsOf, RequestContractChangesInput, ReviewConnection, ReviewItemObject, ReviewObject, reviewObject, ReviewQueueArgs, SetReviewItemInput,
} from './reviews.graphql';
import { Reviews } from './reviews.service';
import { Submission } from './submission.service';

@Resolver(() => ReviewObject)
export class ReviewsResolver {
  constructor(private readonly reviewing: Reviews, private readonly submission: Submission, private readonly contracts: Contracts, private readonly database: Database) {}

  @Right(contractPolicy.review)
  @Query(() => ReviewConnection, { description: 'Contracts waiting for a decision, oldest submission first; or decided ones. Staff only.' })
  async reviewQueue(@CurrentActor() actor: Actor, @Args() args: ReviewQueueArgs): Promise<Connection<ReviewObject>> {
    const first = pageSize(args);
    const [openedAt, id] = decodeCursor(args.after, 2) ?? [];
    const reviews = await this.reviewing.queue(actor, args.state, first, typeof openedAt === 'number' && typeof id === 'string' ? [openedAt, id] : null);
    return toConnection(reviews.map(reviewObject), first, (review) => encodeCursor([review.openedAt.epochMilliseconds, review.id]));
  }

  @Right(contractPolicy.submit)
  @Mutation(() => ContractObject, { description: 'Hands a draft to staff for review. By either side.' })
  async submitContract(@CurrentActor() actor: Actor, @Args('input') { contractId }: SubmitContractInput): Promise<ContractObject> {
    return contractObject(await this.submission.submit(actor, contractId));
  }

  @Right(contractPolicy.setReviewItem)
  @Mutation(() => ReviewObject, { description: 'Settles an item of the checklist of a contract in review. Staff only; not by an author or a member of a party.' })
  async setReviewItem(@CurrentActor() actor: Actor, @Args('input') { contractId, number, verdict, reason, evidence }: SetReviewItemInput): Promise<ReviewObject> {
    return reviewObject(await this.reviewing.setItem(actor, contractId, { number, verdict, reason: reason ?? null, evidence: evidence ?? null }));
  }

  @Right(contractPolicy.approve)
  @Mutation(() => ContractObject, { description: 'Accepts a contract after review, by the hash of its document. Staff only; refused to an author or a member of a party, and while a red item is open or failed.' })
  async approveContract(@CurrentActor() actor: Actor, @Args('input') { contractId, note }: ApproveContractInput): Promise<ContractObject> {
    return contractObject(await this.reviewing.approve(actor, contractId, note ?? null));
  }

  @Right(contractPolicy.requestChanges)
  @Mutation(() => ContractObject, { description: 'Sends a contract back to its draft with a reason. Staff only; refused to an author or a member of a party.' })
  async requestContractChanges(@CurrentActor() actor: Actor, @Args('input') { contractId, reason }: RequestContractChangesInput): Promise<ContractObject> {
    return contractObject(await this.reviewing.requestChanges(actor, contractId, reason));
  }

  @ResolveField(() => ContractObject, { description: 'The contract that is reviewed.' })
  async contract(@Parent() { review }: ReviewObject): Promise<ContractObject | null> {
    const contract = await this.database.loader('contracts.contracts', (ids) => this.contracts.byIds(ids)).load(review.contractId);
    return contract && contractObject(contract);
  }

  @ResolveField(() => [ReviewItemObject], { nullable: true, description: "The checklist; null for the parties, who read the decision and its reason." })
  items(@CurrentActor() actor: Actor, @Parent() { review }: ReviewObject): ReviewItemObject[] | null {
    return seesEverything(actor) ? itemsOf(review) : null;
  }
}

@Resolver(() => ReviewItemObject)
export class ReviewItemsResolver {
  @ResolveField(() => String, { description: 'What is looked at.' })
  title(@Parent() { number }: ReviewItemObject, @Args('language', { type: () => LanguageEnum, defaultValue: 'en', description: 'The language of the title.' }) language: Language): string {
    return checklistItem(number)?.title[language] ?? '';
  }
}

@Resolver(() => ContractObject)
export class ContractReviewsResolver {
  constructor(private readonly reviewing: Reviews, private readonly contracts: Contracts, private readonly facts: ContractFacts, private readonly database: Database) {}

  @ResolveField(() => [ReviewObject], { description: 'Its reviews, latest first.' })
  async reviews(@Parent() { contract }: ContractObject): Promise<ReviewObject[]> {
    return ((await this.database.loader('contracts.reviews', (ids) => this.reviewing.ofContracts(ids)).load(contract.id)) ?? []).map(reviewObject);
  }

  @ResolveField(() => [LintObject], { description: 'Numeric objections to the current terms.' })
  async lints(@CurrentActor() actor: Actor, @Parent() { contract }: ContractObject): Promise<readonly LintObject[]> {
    const version = await this.database.loader('contracts.versions', (ids) => this.contracts.versionsByIds(ids)).load(contract.versionId);
    return version ? this.database.read(actor, () => this.facts.lints(version.terms)) : [];
  }
}
