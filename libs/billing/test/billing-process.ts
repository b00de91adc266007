/** A process that does nothing but bill: what a test kills. Takes the database's address as its argument. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformModule } from '@busbar/platform';
import { BillingModule } from '../src/billing.module';
import { Billing } from '../src/runs/billing.service';

async function bill(url: string): Promise<void> {
  @Module({ imports: [PlatformModule.with({ NODE_ENV: 'test', DATABASE_URL: url, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'silent' }), BillingModule] })
  class BillingProcess {}
  const app = await NestFactory.createApplicationContext(BillingProcess, { logger: false });
  process.stdout.write('ready\n');
  while ((await app.get(Billing).runDue()) > 0);
  process.stdout.write('done\n');
  await app.close();
}

void bill(process.argv[2] ?? '');
