// The SQL that would bring a database to what prisma/*.prisma says. Prisma's own engine decides, compiled to WASM, so that
// nothing need be downloaded. Used to author migrations (npm run db:diff) and to find drift (test/architecture).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '..');
const catalogChar = 18;
const bpchar = 1042;

/**
 * The difference in steps as the engine words them: `heading` (`CreateTable`, `DropIndex`, …) and `sql`. Foreign keys and
 * the names of constraints are left out: keys across contexts stand in the migrations alone (a model knows no other
 * context's model), and a name is the migration's to choose.
 */
export async function schemaDiff(url) {
  const engineModule = await loadEngine();
  const adapters = new CatalogAdapter(url);
  const engine = await engineModule.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(adapters));
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: readSchema(), configDir: root },
      to: { tag: 'schemaDatamodel', files: readSchema() },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return steps(stdout ?? '');
  } finally {
    engine.free();
    await adapters.end();
  }
}

/** The schema's files as the engine wants them. */
export function readSchema() {
  const models = path.join(root, 'prisma/models');
  const files = [path.join(root, 'prisma/schema.prisma'), ...fs.readdirSync(models).filter((name) => name.endsWith('.prisma')).sort().map((name) => path.join(models, name))];
  return files.map((file) => ({ path: file, content: fs.readFileSync(file, 'utf8') }));
}

function steps(sql) {
  return sql
    .split(/^-- (?=[A-Z][A-Za-z]+$)/m)
    .slice(1)
    .map((block) => {
      const [heading, ...lines] = block.split('\n');
      return { heading, sql: lines.join('\n').trim() };
    })
    .filter((step) => !/ForeignKey$|^RenameIndex$/.test(step.heading))
    .map(({ heading, sql: text }) => ({ heading, sql: text.replace(/^ALTER TABLE \S+ RENAME CONSTRAINT [^;]+;\n*/gm, '').trim() }))
    .filter((step) => step.sql !== '');
}

let engine;
async function loadEngine() {
  engine ??= (async () => {
    // The engine writes here when it panics; without it the panic would be a bare "unreachable".
    let panic = '';
    globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => (panic = message), get: () => panic };
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const main = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
    const bytes = fs.readFileSync(path.join(path.dirname(main), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return bindings;
  })();
  return engine;
}

/** Prisma's adapter on one connection, taught the catalogue's one-letter type "char", which it does not know. */
class CatalogAdapter extends PrismaPg {
  #pool;

  constructor(url) {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    super(pool, { disposeExternalPool: false });
    this.#pool = pool;
  }

  async connect() {
    return readsCatalogue(await super.connect());
  }

  async connectToShadowDb() {
    throw new Error('Comparing a database with the schema needs no shadow database.');
  }

  async end() {
    await this.#pool.end();
  }
}

function readsCatalogue(adapter) {
  const letters = new WeakMap();
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    const columns = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === catalogChar ? [index] : []));
    for (const index of columns) result.fields[index].dataTypeID = bpchar;
    if (result.rows) letters.set(result.rows, columns);
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of letters.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}
