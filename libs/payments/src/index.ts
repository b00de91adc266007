export { ChargeObject } from './charges/charges.graphql';
export { Charges } from './charges/charges.service';
export { HostPayments } from './hosts/host-payments.service';
export { PaymentsModule } from './payments.module';
