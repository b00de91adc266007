import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { NotFoundError } from '@busbar/kernel';
import { Right } from '@busbar/platform';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeInbox } from './stripe-inbox.service';

/** `POST /v1/stripe/webhooks/account` and `…/connect`: Stripe's two endpoints. Known by signature alone. */
@Controller('v1/stripe/webhooks')
export class StripeWebhooksController {
  constructor(private readonly inbox: StripeInbox) {}

  @Right(paymentPolicy.deliverWebhook)
  @Post(':endpoint')
  @HttpCode(200)
  async deliver(@Param('endpoint') endpoint: string, @Req() request: Request): Promise<{ received: true }> {
    if (endpoint !== 'account' && endpoint !== 'connect') throw new NotFoundError('webhook endpoint', endpoint);
    await this.inbox.receive(request.body, request.header('stripe-signature'), endpoint);
    return { received: true };
  }
}
