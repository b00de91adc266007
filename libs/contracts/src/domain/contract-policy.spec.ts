import { systemActor } from '@busbar/kernel';
import { contractCommands, contractStates } from './contract';
import { affiliationRefusal, refusalToAct, requireToAct } from './contract-policy';
import { aContract, aHost, aReviewer, aStranger, aTenant, at } from '../../test/a-contract';
import { signatureOf } from './signing';

const codeOf = (...asked: Parameters<typeof refusalToAct>): string | null => refusalToAct(...asked)?.code ?? null;

describe('Who may ask a contract for what', () => {
  it('lets the parties submit a draft, and nobody else', () => {
    const contract = aContract({ state: 'DRAFT' });
    expect(codeOf('submit', aHost(), contract)).toBeNull();
    expect(codeOf('submit', aTenant(), contract)).toBeNull();
    expect(codeOf('submit', aStranger(), contract)).toBe('NOT_PERMITTED');
    expect(codeOf('submit', aReviewer(), contract)).toBe('NOT_PERMITTED');
    expect(codeOf('submit', aTenant({ role: 'VIEWER' }), contract)).toBe('NOT_PERMITTED');
  });

  it('lets staff approve what others wrote, never the author and never a party', () => {
    const contract = aContract({ state: 'IN_REVIEW', authorIds: ['prs_author'] });
    expect(codeOf('approve', aReviewer(), contract)).toBeNull();
    expect(codeOf('approve', aReviewer({ personId: 'prs_author' }), contract)).toBe('REVIEWER_NOT_INDEPENDENT');
    expect(codeOf('requestChanges', aReviewer({ personId: 'prs_author' }), contract)).toBe('REVIEWER_NOT_INDEPENDENT');
    expect(codeOf('approve', aHost(), contract)).toBe('NOT_PERMITTED');
    const staffThatHosts = aHost({ organisationKinds: ['HOST', 'STAFF'] });
    expect(codeOf('approve', staffThatHosts, contract)).toBe('REVIEWER_NOT_INDEPENDENT');
  });

  it('refuses a reviewer who is also a member of a party', () => {
    const contract = aContract({ state: 'IN_REVIEW' });
    expect(affiliationRefusal(contract, ['org_elsewhere', contract.tenantId])).toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT', details: { reason: 'PARTY' } });
    expect(affiliationRefusal(contract, ['org_elsewhere'])).toBeNull();
  });

  it('lets a signatory of a party sign an approved contract once, in person', () => {
    const approved = aContract({ state: 'APPROVED' });
    expect(codeOf('sign', aHost(), approved)).toBeNull();
    expect(codeOf('sign', aHost({ signatory: false }), approved)).toBe('NOT_PERMITTED');
    expect(codeOf('sign', aHost({ kind: 'KEY', scopes: ['contracts:write'] }), approved)).toBe('NOT_PERMITTED');
    expect(codeOf('sign', aStranger(), approved)).toBe('NOT_PERMITTED');
    expect(codeOf('sign', aHost(), aContract({ state: 'IN_REVIEW' }))).toBe('CONTRACT_ACTION_REFUSED');
    const { signature } = signatureOf(aHost(), approved, { typedName: 'Hanna Holt', sha256: approved.sha256 }, 'sig_1', at);
    const signed = aContract({ state: 'APPROVED', signatures: [signature] });
    expect(codeOf('sign', aHost(), signed)).toBe('ALREADY_SIGNED');
    expect(codeOf('sign', aTenant(), signed)).toBeNull();
    expect(codeOf('sign', aTenant({ personId: 'prs_host' }), signed)).toBe('ONE_SIGNATORY_FOR_BOTH_SIDES');
  });

  it('lets the tenant alone accept a handover, of a contract in effect', () => {
    for (const state of contractStates) {
      const expected = state === 'EFFECTIVE' || state === 'ACTIVE' ? null : 'CONTRACT_ACTION_REFUSED';
      expect(codeOf('acceptHandover', aTenant(), aContract({ state }))).toBe(expected);
    }
    expect(codeOf('acceptHandover', aHost(), aContract({ state: 'EFFECTIVE' }))).toBe('NOT_PERMITTED');
  });

  it('refuses by right before it refuses by state, so that a role learns nothing of the state', () => {
    for (const command of contractCommands) expect(codeOf(command, aStranger(), aContract({ state: 'TERMINATED' }))).toBe('NOT_PERMITTED');
    expect(codeOf('withdraw', aTenant(), aContract({ state: 'SIGNED' }))).toBe('CONTRACT_ACTION_REFUSED');
  });

  it('throws what it would answer, and lets the platform itself pass', () => {
    expect(() => requireToAct('approve', aHost(), aContract({ state: 'IN_REVIEW' }))).toThrow('Your role does not permit');
    expect(() => requireToAct('approve', systemActor('review'), aContract({ state: 'IN_REVIEW' }))).not.toThrow();
  });
});
