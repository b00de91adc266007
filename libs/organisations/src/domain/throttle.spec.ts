import { admitted, passwordThrottle, registrationThrottle } from './throttle';

describe('a throttle', () => {
  it('bears five wrong passwords of an account and sixty of an address within a quarter of an hour, the present one included', () => {
    expect(passwordThrottle).toEqual({ windowSeconds: 900, perAccount: 5, perAddress: 60 });
    expect(admitted(passwordThrottle, { account: 5, address: 60 })).toBe(true);
    expect(admitted(passwordThrottle, { account: 6, address: 1 })).toBe(false);
    expect(admitted(passwordThrottle, { account: 1, address: 61 })).toBe(false);
  });

  it('bears five registrations of an e-mail address and twenty from an address', () => {
    expect(registrationThrottle).toEqual({ windowSeconds: 900, perAccount: 5, perAddress: 20 });
    expect(admitted(registrationThrottle, { account: 5, address: 20 })).toBe(true);
    expect(admitted(registrationThrottle, { account: 1, address: 21 })).toBe(false);
  });
});
