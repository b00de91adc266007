export { ContractsModule } from './contracts.module';
export { ContractObject, contractObject } from './contracts/contracts.graphql';
export type { ContractVersion } from './contracts/contracts.repository';
export { type ContractInForce, Contracts } from './contracts/contracts.service';
export type { Contract, ContractAction, ContractMoved, ContractSide, ContractState } from './domain/contract';
export { type ContractTerms, requiresSecurity, type SecurityTerms, type SettlementMode, type TrancheTerms } from './domain/contract-terms';
export type { Tranche } from './domain/handover';
export { trancheInput } from './domain/shadow-invoice';
export { TrancheObject, trancheObject } from './handover/handover.graphql';
