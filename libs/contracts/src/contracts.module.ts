import { Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { MarketplaceModule } from '@busbar/marketplace';
import { OrganisationsModule } from '@busbar/organisations';
import { ContractActions } from './contracts/contract-actions.service';
import { ContractDrafts } from './contracts/contract-drafts.service';
import { ContractMoves } from './contracts/contract-moves.service';
import { ContractsRepository } from './contracts/contracts.repository';
import { ContractsResolver } from './contracts/contracts.resolver';
import { Contracts } from './contracts/contracts.service';
import { Revision } from './contracts/revision.service';
import { Withdrawal } from './contracts/withdrawal.service';
import { Agreements } from './formation/agreements.service';
import { FormationResolver, ProposalContractResolver } from './formation/formation.resolver';
import { Formation } from './formation/formation.service';
import { HandoverResolver, TranchesResolver } from './handover/handover.resolver';
import { Handover } from './handover/handover.service';
import { TranchesRepository } from './handover/tranches.repository';
import { HistoryResolver } from './history/history.resolver';
import { History } from './history/history.service';
import { ContractFacts } from './reviews/contract-facts.service';
import { Independence } from './reviews/independence.service';
import { ReviewsRepository } from './reviews/reviews.repository';
import { ContractReviewsResolver, ReviewItemsResolver, ReviewsResolver } from './reviews/reviews.resolver';
import { Reviews } from './reviews/reviews.service';
import { Submission } from './reviews/submission.service';
import { ShadowInvoiceResolver } from './shadow/shadow-invoice.resolver';
import { ShadowInvoices } from './shadow/shadow-invoices.service';
import { SignaturesRepository } from './signing/signatures.repository';
import { SigningResolver } from './signing/signing.resolver';
import { Signing } from './signing/signing.service';

const contracts = [Contracts, ContractsRepository, ContractsResolver, ContractMoves, ContractDrafts, ContractActions, Revision, Withdrawal];
const formation = [Formation, FormationResolver, ProposalContractResolver, Agreements];
const reviews = [Reviews, ReviewsRepository, ReviewsResolver, ReviewItemsResolver, ContractReviewsResolver, ContractFacts, Independence, Submission];
const signing = [Signing, SigningResolver, SignaturesRepository];
const handover = [Handover, HandoverResolver, TranchesResolver, TranchesRepository];
const reading = [History, HistoryResolver, ShadowInvoices, ShadowInvoiceResolver];

@Module({
  imports: [OrganisationsModule, CapacityModule, MarketplaceModule],
  providers: [...contracts, ...formation, ...reviews, ...signing, ...handover, ...reading],
  exports: [Contracts],
})
export class ContractsModule {}
