import { Module } from '@nestjs/common';
import { LedgerRepository } from './ledger/ledger.repository';
import { LedgerResolver } from './ledger/ledger.resolver';
import { Ledger } from './ledger/ledger.service';

@Module({ providers: [Ledger, LedgerRepository, LedgerResolver], exports: [Ledger] })
export class LedgerModule {}
