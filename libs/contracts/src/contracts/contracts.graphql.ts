import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, type LocalDate, moneyText, parseMoney } from '@busbar/kernel';
import { PriceTermObject, priceTermObject, ProductEnum } from '@busbar/marketplace';
import { ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar, LocalDateScalar, MoneyObject } from '@busbar/platform';
import { type Contract, contractSides, type ContractSide, contractStates, type ContractState, type Signature } from '../domain/contract';
import { type Lint, type LintCode, lintCodes, lintSeverities, type LintSeverity } from '../domain/contract-lints';
import { type ContractTerms, firmnessKinds, type Language, type Product, type SecurityTerms, type SettlementMode, settlementModes } from '../domain/contract-terms';
import type { DraftChange } from '../domain/draft';
import type { ContractVersion } from './contracts.repository';

/** A GraphQL enum whose names are its values. */
export const ContractStateEnum = enumOf(contractStates);
registerEnumType(ContractStateEnum, {
  name: 'ContractState', description: 'Where a contract stands.',
  valuesMap: {
    DRAFT: { description: 'Written; either side may still settle what the proposal left open.' }, NEGOTIATION: { description: 'The sides exchange versions.' }, IN_REVIEW: { description: 'Staff look at it.' },
    CONDITIONAL: { description: 'Approved once its conditions are met.' }, APPROVED: { description: 'Both sides may sign.' }, SIGNED: { description: 'Both sides are bound; the security is awaited.' },
    EFFECTIVE: { description: 'In force; handovers may be accepted.' }, ACTIVE: { description: 'Delivered, metered and billed.' }, SUSPENDED: { description: 'In force and not delivered.' },
    TERMINATED: { description: 'Ended before its time.' }, EXPIRED: { description: 'Ended with its term.' }, REJECTED: { description: 'Refused by staff.' }, WITHDRAWN: { description: 'Given up by a side before both were bound.' },
    LAPSED: { description: 'A deadline was missed.' },
  },
});
export const ContractSideEnum = enumOf(contractSides);
registerEnumType(ContractSideEnum, { name: 'ContractSide', description: 'A side of a contract.', valuesMap: { HOST: { description: 'The side that delivers.' }, TENANT: { description: 'The side that uses and pays.' } } });
export const LanguageEnum = { EN: 'en', IT: 'it' } as const satisfies Record<string, Language>;
registerEnumType(LanguageEnum, { name: 'Language', description: 'A language of documents.', valuesMap: { EN: { description: 'English.' }, IT: { description: 'Italian.' } } });
export const SettlementModeEnum = enumOf(settlementModes);
registerEnumType(SettlementModeEnum, {
  name: 'SettlementMode', description: 'How invoices of a contract are paid.', valuesMap: { PLATFORM: { description: 'Through Busbar, which pays the host out.' }, DIRECT: { description: "To the host's own account." } },
});
export const ContractFirmnessEnum = enumOf(firmnessKinds);
registerEnumType(ContractFirmnessEnum, {
  name: 'ContractFirmness', description: 'How firmly power is promised in a contract.',
  valuesMap: { FIRM: { description: 'It is not taken away.' }, CURTAILABLE: { description: 'So many hours a year, with notice.' }, INTERRUPTIBLE: { description: 'At any time, with notice.' } },
});
export const SecurityKindEnum = enumOf(['NONE', 'DEPOSIT', 'PREPAYMENT'] as const satisfies readonly SecurityTerms['kind'][]);
registerEnumType(SecurityKindEnum, {
  name: 'SecurityKind', description: 'What the tenant puts up before a contract takes effect.',
  valuesMap: { NONE: { description: 'Nothing.' }, DEPOSIT: { description: 'Kept, and given back at the end.' }, PREPAYMENT: { description: 'Drawn down by invoices.' } },
});
export const LintCodeEnum = enumOf(lintCodes);
registerEnumType(LintCodeEnum, { name: 'LintCode', description: 'What a reader with a calculator objects to.' });
export const LintSeverityEnum = enumOf(lintSeverities);
registerEnumType(LintSeverityEnum, { name: 'LintSeverity', description: 'How much a lint weighs.', valuesMap: { WARNING: { description: 'Somebody is likely to lose money.' }, NOTICE: { description: 'Worth a look.' } } });

@ObjectType('ContractFirmnessTerms', { description: 'How firmly the power is promised.' })
export class FirmnessTermsObject {
  @Field(() => ContractFirmnessEnum, { description: 'Firm, curtailable or interruptible.' })
  readonly kind!: keyof typeof ContractFirmnessEnum;

  @Field(() => Int, { description: 'Hours a year that may be curtailed.' })
  readonly curtailableHours!: number;

  @Field(() => Int, { description: 'Least notice, in minutes.' })
  readonly noticeMinutes!: number;

  @Field(() => Int, { description: 'Percent of the power that stays on.' })
  readonly retainedPercent!: number;
}

@ObjectType('ContractSecurity', { description: 'What the tenant puts up before the contract takes effect.' })
export class SecurityObject {
  @Field(() => SecurityKindEnum, { description: 'Which security.' })
  readonly kind!: SecurityTerms['kind'];

  @Field(() => MoneyObject, { nullable: true, description: 'How much; null where none is required.' })
  readonly amount!: MoneyObject | null;
}

@ObjectType('ContractTax', { description: 'A tax that is added to invoices, in the order of computation.' })
export class ContractTaxObject {
  @Field({ description: 'Code of the tax line, such as tax.state.' })
  readonly code!: string;

  @Field(() => DecimalScalar, { description: 'Rate as a share: 0.0825 is 8.25 %.' })
  readonly rate!: string;

  @Field(() => String, { nullable: true, description: 'Legal note that is printed.' })
  readonly note!: string | null;
}

@ObjectType('ContractTerms', { description: 'The terms of one version; never changed.' })
export class ContractTermsObject {
  @Field(() => ProductEnum, { description: 'What is sold.' })
  readonly product!: Product;

  @Field(() => LanguageEnum, { description: 'The language whose text is signed.' })
  readonly language!: Language;

  @Field(() => [PriceTermObject], { description: 'What is charged.' })
  readonly priceTerms!: readonly PriceTermObject[];

  @Field(() => [ContractTaxObject], { description: 'What tax is added.' })
  readonly taxes!: readonly ContractTaxObject[];

  @Field(() => FirmnessTermsObject, { description: 'How firmly the power is promised.' })
  readonly firmness!: FirmnessTermsObject;

  @Field(() => SecurityObject, { description: 'What the tenant puts up.' })
  readonly security!: SecurityObject;

  @Field(() => Int, { description: 'Day of the month on which billing periods begin, 1 to 31.' })
  readonly billingDay!: number;

  @Field(() => Int, { description: 'Days after issue in which an invoice is to be paid.' })
  readonly paymentDays!: number;

  @Field(() => SettlementModeEnum, { description: 'How invoices are paid.' })
  readonly settlement!: SettlementMode;

  @Field(() => DecimalScalar, { description: "The platform's share of lines that are not passed through, borne by the host: 0.02 is 2 %." })
  readonly platformFeeRate!: string;

  @Field({ description: 'Conditions of the proposal, in words.' })
  readonly conditions!: string;
}

export function contractTermsObject(terms: ContractTerms): ContractTermsObject {
  const { product, language, firmness, security, billingDay, paymentDays, settlement, platformFeeRate, conditions, currency } = terms;
  const amount = security.kind === 'NONE' ? null : { amount: moneyText(parseMoney(security.amount, currency)), currency };
  return {
    product, language, firmness, billingDay, paymentDays, settlement, platformFeeRate, conditions, priceTerms: terms.prices.map(priceTermObject), security: { kind: security.kind, amount },
    taxes: terms.taxes.map((tax) => ({ code: tax.code, rate: tax.rate, note: tax.note ?? null })),
  };
}

@ObjectType('ContractVersion', { description: 'One immutable version of a contract, identified by the hash of its document.' })
export class ContractVersionObject {
  @Field(() => ID)
  readonly id!: string;

  readonly version!: ContractVersion;

  @Field(() => Int, { description: 'Counted from 1.' })
  readonly number!: number;

  @Field({ description: 'SHA-256 of the document in the language of the terms, hexadecimal: what is approved and signed.' })
  readonly sha256!: string;

  @Field({ description: 'Who wrote it.' })
  readonly authorName!: string;

  @Field(() => InstantScalar, { description: 'When it was written.' })
  readonly writtenAt!: Instant;

  @Field(() => ContractTermsObject, { description: 'Its terms.' })
  readonly terms!: ContractTermsObject;
}

export const contractVersionObject = (version: ContractVersion): ContractVersionObject => ({
  id: version.id, version, number: version.number, sha256: version.sha256, authorName: version.authorName, writtenAt: version.writtenAt, terms: contractTermsObject(version.terms),
});

@ObjectType('ContractSignature', { description: 'A simple electronic signature on exactly one document.' })
export class SignatureObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => ContractSideEnum, { description: 'For which side.' })
  readonly side!: ContractSide;

  @Field({ description: 'The person who signed.' })
  readonly personName!: string;

  @Field({ description: 'The name as it was typed.' })
  readonly typedName!: string;

  @Field({ description: 'SHA-256 of the document that was shown.' })
  readonly sha256!: string;

  @Field({ description: 'Version of the consent that was agreed to.' })
  readonly consentVersion!: string;

  @Field(() => InstantScalar, { description: 'When.' })
  readonly signedAt!: Instant;
}

@ObjectType('ContractLint', { description: 'A numeric objection to the terms. It blocks nothing by itself.' })
export class LintObject implements Lint {
  @Field(() => LintCodeEnum, { description: 'Which objection.' })
  readonly code!: LintCode;

  @Field(() => LintSeverityEnum, { description: 'How much it weighs.' })
  readonly severity!: LintSeverity;

  @Field(() => Int, { description: 'Number of the checklist item that it concerns.' })
  readonly item!: number;

  @Field({ description: 'Where in the terms.' })
  readonly path!: string;

  @Field({ description: 'What the terms say.' })
  readonly given!: string;

  @Field({ description: 'What would be expected.' })
  readonly expected!: string;
}

@ObjectType('SigningConsent', { description: 'The text to which a signatory agrees.' })
export class SigningConsentObject {
  @Field({ description: 'Stored with each signature.' })
  readonly version!: string;

  @Field({ description: 'The text in the language asked for.' })
  readonly text!: string;
}

@ObjectType('Contract', { description: 'A deal between a host and a tenant, from draft to its end.' })
export class ContractObject {
  @Field(() => ID)
  readonly id!: string;

  readonly contract!: Contract;

  @Field(() => ContractStateEnum, { description: 'Where it stands.' })
  readonly state!: ContractState;

  @Field(() => Int, { description: 'Number of the current version.' })
  readonly versionNumber!: number;

  @Field({ description: 'SHA-256 of the current document, hexadecimal: what a signature names.' })
  readonly sha256!: string;

  @Field({ description: 'IANA zone whose midnights begin billing periods; frozen at acceptance.' })
  readonly zone!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => LocalDateScalar, { description: 'First day of the term.' })
  readonly start!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First day after the term.' })
  readonly end!: LocalDate;

  @Field({ description: 'Whether a security must be received before it takes effect.' })
  readonly securityRequired!: boolean;

  @Field(() => InstantScalar, { description: 'When the draft was written.' })
  readonly draftedAt!: Instant;

  @Field(() => [SignatureObject], { description: 'Signatures on the current version, in the order they were given.' })
  readonly signatures!: readonly Signature[];
}

export const contractObject = (contract: Contract): ContractObject => {
  const { id, state, versionNumber, sha256, zone, currency, start, end, securityRequired, draftedAt, signatures } = contract;
  return { id, contract, state, versionNumber, sha256, zone, currency, start, end, securityRequired, draftedAt, signatures };
};
export const ContractConnection = connectionType(ContractObject, 'Contract');

@ArgsType()
export class ContractsArgs extends ConnectionArgs {
  @Field(() => [ContractStateEnum], { nullable: true, description: 'Only contracts in these states.' })
  readonly states?: readonly ContractState[] | null;
}

@InputType({ description: 'Which contract.' })
export class SubmitContractInput {
  @Field(() => ID)
  readonly contractId!: string;
}

@InputType({ description: 'A withdrawal and its reason.' })
export class WithdrawContractInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field({ description: 'At least ten characters; both sides read it.' })
  readonly reason!: string;
}

@InputType({ description: 'A tax to be added to invoices.' })
export class ContractTaxInput {
  @Field({ description: 'Code of the tax line, such as tax.state.' })
  readonly code!: string;

  @Field(() => DecimalScalar, { description: 'Rate as a share: 0.0825 is 8.25 %.' })
  readonly rate!: string;

  @Field(() => String, { nullable: true, description: 'Legal note that is printed.' })
  readonly note?: string | null;
}

@InputType({ description: 'The first day of rent of a tranche.' })
export class RentStartInput {
  @Field(() => ID)
  readonly trancheId!: string;

  @Field(() => LocalDateScalar, { description: 'Not before the tranche begins.' })
  readonly rentStart!: LocalDate;
}

@InputType({ description: 'What a party settles in a draft; what is left out stays. Prices and capacity were agreed with the proposal.' })
export class ReviseContractInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field(() => LanguageEnum, { nullable: true, description: 'The language whose text is signed.' })
  readonly language?: Language | null;

  @Field(() => Int, { nullable: true, description: '1 to 31; in shorter months the last day.' })
  readonly billingDay?: number | null;

  @Field(() => Int, { nullable: true, description: 'Days after issue, 0 to 120.' })
  readonly paymentDays?: number | null;

  @Field(() => SettlementModeEnum, { nullable: true, description: 'How invoices are paid.' })
  readonly settlement?: SettlementMode | null;

  @Field(() => [ContractTaxInput], { nullable: true, description: 'All taxes, in the order of computation.' })
  readonly taxes?: readonly ContractTaxInput[] | null;

  @Field(() => [RentStartInput], { nullable: true, description: 'First days of rent, by tranche.' })
  readonly rentStarts?: readonly RentStartInput[] | null;
}

/** Only what was given; the domain checks what it amounts to. */
export const changeOf = ({ language, billingDay, paymentDays, settlement, taxes, rentStarts }: ReviseContractInput): DraftChange => ({
  ...(language != null && { language }),
  ...(billingDay != null && { billingDay }),
  ...(paymentDays != null && { paymentDays }),
  ...(settlement != null && { settlement }),
  ...(taxes != null && { taxes: taxes.map(({ code, rate, note }) => ({ code, rate, ...(note != null && { note }) })) }),
  ...(rentStarts != null && { rentStarts: rentStarts.map(({ trancheId, rentStart }) => ({ trancheId, rentStart: rentStart.toString() })) }),
});

@InputType({ description: 'A security that came outside the platform.' })
export class ConfirmSecurityInput {
  @Field(() => ID)
  readonly contractId!: string;

  @Field({ description: 'What proves it, such as the letter of credit.' })
  readonly evidence!: string;
}
