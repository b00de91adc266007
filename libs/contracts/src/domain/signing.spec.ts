import { aContract, aHost, at, aTenant } from '../../test/a-contract';
import { consent, signatureOf } from './signing';

const approved = aContract({ state: 'APPROVED', sha256: 'ab'.repeat(32) });
const sign = (typedName: string, sha256 = approved.sha256, contract = approved, actor = aTenant()) => signatureOf(actor, contract, { typedName, sha256 }, 'sig_1', at);

describe('A signature', () => {
  it('is on exactly the document that was shown', () => {
    expect(sign('Tara Ténant').signature).toMatchObject({ side: 'TENANT', sha256: approved.sha256, versionId: approved.versionId, consentVersion: consent.version, signedAt: at });
    expect(sign('Tara Ténant', approved.sha256.toUpperCase()).signature.sha256).toBe(approved.sha256);
    expect(() => sign('Tara Ténant', 'cd'.repeat(32))).toThrow('not the current version');
  });

  it('is typed with one’s own name, whatever its blanks, case and composition', () => {
    expect(sign('  tara   TÉNANT ').signature.typedName).toBe('tara   TÉNANT');
    expect(sign('Tara Te\u0301nant').action).toBe('sign');
    expect(() => sign('Tara Tenant')).toThrow('not the name of the person');
    expect(() => sign('Hanna Holt')).toThrow('not the name of the person');
    expect(() => sign('')).toThrow('not the name of the person');
  });

  it('of the first side leaves the contract approved, of the second binds it', () => {
    const first = sign('Tara Ténant');
    expect(first.action).toBe('sign');
    const second = sign('Hanna Holt', approved.sha256, { ...approved, signatures: [first.signature] }, aHost());
    expect(second.action).toBe('countersign');
    expect(second.signature.side).toBe('HOST');
  });
});
