import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  domainIsPure,
  importsInNoCircle,
  importsOnlyDownward,
  onlyRepositoriesKnowPrisma,
  sqlAsksForBusinessTime,
  suffixesAreKnown,
  tableOwners,
  tablesAreTouchedByTheirOwner,
  tablesIn,
} from './rules';
import { filesBelow, root, sourceFile, sourcesBelow } from './source';

const libs = sourcesBelow('libs');
const apps = sourcesBelow('apps').filter(({ path }) => !path.startsWith('apps/web/'));
const owners = filesBelow('prisma/models', (path) => path.endsWith('.prisma')).flatMap((path) => tableOwners(basename(path, '.prisma'), readFileSync(join(root, path), 'utf8')));

describe('the house', () => {
  it('has files to look at', () => {
    expect(libs.length).toBeGreaterThan(100);
    expect(owners.length).toBeGreaterThan(20);
  });

  it('imports downward only', () => expect(importsOnlyDownward(libs)).toEqual([]));

  it('imports in no circle', () => expect(importsInNoCircle([...libs, ...apps])).toEqual([]));

  it('keeps its rules free of frameworks, clocks and chance', () => expect(domainIsPure(libs)).toEqual([]));

  it('leaves rows to the repositories', () => expect(onlyRepositoriesKnowPrisma(libs)).toEqual([]));

  it('lets only its owner touch a table', () => expect(tablesAreTouchedByTheirOwner(owners)(libs)).toEqual([]));

  it('names the role of every file', () => expect(suffixesAreKnown([...libs, ...apps])).toEqual([]));

  it('asks for business time in every migration', () => {
    const migrations = filesBelow('prisma/migrations', (path) => path.endsWith('.sql'));
    expect(migrations.flatMap((path) => sqlAsksForBusinessTime(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it('asks for business time in every query', () => expect(libs.filter(({ path }) => !path.endsWith('.spec.ts')).flatMap(({ path, sql }) => sql.flatMap((text) => sqlAsksForBusinessTime(path, text)))).toEqual([]));
});

describe('each rule finds the breach it is for', () => {
  const file = (path: string, text: string) => [sourceFile(path, text)];

  it.each([
    ['a context that imports upward', 'libs/capacity/src/sites/sites.service.ts', `import { Contracts } from '@busbar/contracts';`],
    ['a context that imports a neighbour it does not know', 'libs/ledger/src/ledger.module.ts', `import { Organisations } from '@busbar/organisations';`],
    ['an export from above', 'libs/contracts/src/index.ts', `export { Invoices } from '@busbar/billing';`],
    ['a lazy import from above', 'libs/contracts/src/contracts/contracts.service.ts', `const lazy = () => import('@busbar/billing');`],
    ['the kernel knowing the platform', 'libs/kernel/src/money.ts', `import { newId } from '@busbar/platform';`],
    ['the platform knowing a context', 'libs/platform/src/http/x.ts', `import { Organisations } from '@busbar/organisations';`],
    ['pricing knowing the platform', 'libs/pricing/src/rate.ts', `import { Clock } from '@busbar/platform';`],
    ['a path into another library', 'libs/contracts/src/contracts/contracts.service.ts', `import { Sites } from '../../../capacity/src/sites/sites.service';`],
  ])('%s', (_what, path, text) => expect(importsOnlyDownward(file(path, text))).toHaveLength(1));

  it('two files that need each other, even for a type alone', () => {
    const path = (name: string) => `libs/contracts/src/domain/${name}.ts`;
    const text = (name: string) => `import type { X } from './${name}';`;
    expect(importsInNoCircle([sourceFile(path('contract'), text('contract.errors')), sourceFile(path('contract.errors'), text('contract'))])).toEqual([
      `${path('contract')} → ${path('contract.errors')} → ${path('contract')} is a circle.`,
    ]);
    expect(importsInNoCircle([sourceFile(path('contract'), text('contract.errors')), sourceFile(path('contract.errors'), text('contract-lifecycle')), sourceFile(path('contract-lifecycle'), '')])).toEqual([]);
  });

  it.each([
    ['Nest', `import { Injectable } from '@nestjs/common';`],
    ['Prisma', `import { Prisma } from '@busbar/platform/prisma';`],
    ['the platform', `import { Clock } from '@busbar/platform';`],
    ['a decimal library', `import Decimal from 'decimal.js';`],
    ['a file system', `import { readFileSync } from 'node:fs';`],
    ['a clock', 'export const at = new Date();'],
    ['a second clock', 'export const at = () => Date.now();'],
    ['chance', 'export const id = () => Math.random();'],
    ['the environment', 'export const mode = process.env.MODE;'],
  ])('a domain file that uses %s', (_what, text) => {
    expect(domainIsPure(file('libs/contracts/src/domain/contract.ts', text))).toHaveLength(1);
    expect(domainIsPure(file('libs/contracts/src/contracts/contracts.service.ts', text))).toEqual([]);
  });

  it('a service that speaks to Prisma itself', () => {
    const text = 'export class X { all() { return this.database.client.contract.findMany(); } }';
    expect(onlyRepositoriesKnowPrisma(file('libs/contracts/src/contracts/contracts.service.ts', text))).toHaveLength(1);
    expect(onlyRepositoriesKnowPrisma(file('libs/contracts/src/contracts/contracts.repository.ts', text))).toEqual([]);
  });

  describe('a table touched by another context’s repository', () => {
    const rule = tablesAreTouchedByTheirOwner(tableOwners('capacity', 'model PowerBlock {\n  id String @id\n  @@map("power_block")\n}\n'));
    it.each([
      ['through Prisma’s client', 'this.database.client.powerBlock.findMany()'],
      ['through Prisma’s client over two lines', 'this.database.client\n  .powerBlock.findMany()'],
      ['in a query', 'this.database.client.$queryRaw<Row[]>`select 1 from power_block where id = ${id}`'],
      ['in a join', 'this.database.client.$queryRaw`select 1 from listing l left join "power_block" b on b.id = l.block`'],
      ['in an update', 'this.database.client.$executeRaw`update power_block set kw = 1`'],
      ['in an insert', 'this.database.client.$executeRaw`insert into power_block (id) values (1)`'],
      ['in a deletion', 'this.database.client.$executeRaw`delete from public.power_block`'],
      ['in a fragment', 'Prisma.sql`join power_block b using (id)`'],
    ])('%s', (_how, text) => {
      expect(rule(file('libs/marketplace/src/listings/listings.repository.ts', text))).toEqual(['libs/marketplace/src/listings/listings.repository.ts touches the table power_block, which belongs to capacity.']);
      expect(rule(file('libs/capacity/src/power-blocks/power-blocks.repository.ts', text))).toEqual([]);
    });

    it('but not a published view, nor a name of the query’s own', () => {
      expect(rule(file('libs/marketplace/src/x/x.queries.ts', 'client.$queryRaw`select 1 from capacity_power_block_v`'))).toEqual([]);
      expect(tablesIn('with power_block as (select 1), free (a, b) as (select 2) select * from power_block join free on true')).toEqual([]);
    });
  });

  it.each([
    ['a suffix nobody knows', 'libs/contracts/src/contracts/contracts.manager.ts'],
    ['a bare name outside domain/', 'libs/contracts/src/contracts/contracts.ts'],
    ['a suffix nobody knows in an app', 'apps/api/src/main.util.ts'],
  ])('%s', (_what, path) => expect(suffixesAreKnown(file(path, ''))).toHaveLength(1));

  it('but not the suffixes of the house', () => {
    const paths = ['contracts/contracts.service.int.spec.ts', 'domain/contract.ts', 'domain/contract.errors.ts', 'contracts/contracts.graphql.ts', 'index.ts', 'contracts.module.ts'];
    expect(paths.flatMap((path) => suffixesAreKnown(file(`libs/contracts/src/${path}`, '')))).toEqual([]);
  });

  it('wall time in SQL, but not as the default of a record’s time', () => {
    expect(sqlAsksForBusinessTime('m.sql', 'update hold set ended_at = now();')).toHaveLength(1);
    expect(sqlAsksForBusinessTime('m.sql', '  starts_at timestamptz(3) not null default now(),')).toHaveLength(1);
    expect(sqlAsksForBusinessTime('m.sql', 'where until < current_timestamp')).toHaveLength(1);
    expect(sqlAsksForBusinessTime('m.sql', '  created_at timestamptz(3) not null default now(),\n  where until <= business_now() -- not now()')).toEqual([]);
  });
});
