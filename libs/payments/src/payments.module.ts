import { Module } from '@nestjs/common';
import { BillingModule } from '@busbar/billing';
import { LedgerModule } from '@busbar/ledger';
import { OrganisationsModule } from '@busbar/organisations';
import { ChargesRepository } from './charges/charges.repository';
import { ChargesResolver } from './charges/charges.resolver';
import { Charges } from './charges/charges.service';
import { PaymentMethodsRepository } from './charges/payment-methods.repository';
import { PaymentMethods } from './charges/payment-methods.service';
import { HostPayments } from './hosts/host-payments.service';
import { HostsResolver } from './hosts/hosts.resolver';
import { PayoutAccounts } from './hosts/payout-accounts.service';
import { PayoutsRepository } from './hosts/payouts.repository';
import { TransfersRepository } from './hosts/transfers.repository';
import { PaymentsHandlers } from './payments.handlers';
import { Reconciliation } from './reconciliation/reconciliation.service';
import { StripeAttentionResolver } from './stripe/stripe-attention.resolver';
import { StripeAttention } from './stripe/stripe-attention.service';
import { StripeGateway } from './stripe/stripe.gateway';
import { StripeInboxRepository } from './stripe/stripe-inbox.repository';
import { StripeInbox } from './stripe/stripe-inbox.service';
import { StripeRequestsRepository } from './stripe/stripe-requests.repository';
import { StripeRequests } from './stripe/stripe-requests.service';
import { StripeSweeper } from './stripe/stripe-sweeper.service';
import { StripeWebhooksController } from './stripe/stripe-webhooks.controller';

@Module({
  imports: [OrganisationsModule, BillingModule, LedgerModule],
  controllers: [StripeWebhooksController],
  providers: [
    StripeGateway, StripeRequests, StripeRequestsRepository, StripeInbox, StripeInboxRepository, Charges, ChargesRepository, ChargesResolver, PaymentMethods, PaymentMethodsRepository, HostPayments, HostsResolver, PayoutAccounts,
    PayoutsRepository, TransfersRepository, PaymentsHandlers, Reconciliation, StripeSweeper, StripeAttention, StripeAttentionResolver,
  ],
  exports: [Charges, HostPayments],
})
export class PaymentsModule {}
