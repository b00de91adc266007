export { ChargeObject } from './charges/charges.graphql';
export { Charges } from './charges/charges.service';
export { PaymentMethods } from './charges/payment-methods.service';
export { HostPayments } from './hosts/host-payments.service';
export { PayoutAccounts } from './hosts/payout-accounts.service';
export { PaymentsModule } from './payments.module';
