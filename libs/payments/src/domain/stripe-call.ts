/** What is asked of Stripe, by the kind under which it is kept, and as it is named to people. */
export const stripeCallNames = { setupIntent: 'SETUP_INTENT', paymentIntent: 'PAYMENT_INTENT', transfer: 'TRANSFER' } as const;
export type StripeCallName = (typeof stripeCallNames)[keyof typeof stripeCallNames];
