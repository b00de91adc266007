export { aDatabase, type TestDatabase } from './database';
export { aModule, type TestModule } from './module';
