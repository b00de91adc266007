/** What a signature needs beyond the right to give it: the very document, and one's own name (contracts.md section 5). */
import type { Actor, Instant } from '@busbar/kernel';
import { invariant } from '@busbar/kernel';
import { sideOf, type Contract, type ContractAction, type Signature } from './contract';
import { requireToAct } from './contract-policy';
import { SignedDocumentDiffersError, TypedNameDiffersError } from './contract.errors';

/** The text to which a signatory agrees; its version is stored with the signature. */
export const consent = {
  version: '2026-11-01',
  text: {
    en: 'I have read the document with the hash shown, I am authorised to sign for my organisation, and I agree to sign it electronically. This is a simple electronic signature.',
    it: 'Ho letto il documento con l’impronta indicata, sono autorizzato a firmare per la mia organizzazione e accetto di firmarlo elettronicamente. Questa è una firma elettronica semplice.',
  },
} as const;

export interface SigningInput {
  readonly typedName: string;
  /** SHA-256 of the document that was shown to the signatory, hexadecimal. */
  readonly sha256: string;
}

/** Blanks and letter case do not make another name; a missing or added name does. */
const spoken = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');

/**
 * Decides one signature: refuses who may not, what was not shown and a foreign name; answers the signature and whether it
 * is the first or the last one.
 */
export function signatureOf(actor: Actor, contract: Contract, input: SigningInput, id: string, at: Instant): { readonly signature: Signature; readonly action: ContractAction } {
  requireToAct('sign', actor, contract);
  if (input.sha256.toLowerCase() !== contract.sha256)
    throw new SignedDocumentDiffersError({ contractId: contract.id, path: 'sha256', given: input.sha256.slice(0, 64), current: contract.sha256 });
  if (spoken(input.typedName) !== spoken(actor.personName)) throw new TypedNameDiffersError({ path: 'typedName', expected: actor.personName });
  const side = sideOf(contract, actor.organisationId);
  invariant(side !== null && actor.organisationId !== null && actor.personId !== null, 'A signatory is a person of a party.');
  return {
    signature: {
      id,
      versionId: contract.versionId,
      side,
      organisationId: actor.organisationId,
      personId: actor.personId,
      personName: actor.personName,
      typedName: input.typedName.trim(),
      sha256: contract.sha256,
      consentVersion: consent.version,
      signedAt: at,
    },
    action: contract.signatures.length === 0 ? 'sign' : 'countersign',
  };
}
