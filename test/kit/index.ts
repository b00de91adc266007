export { aDatabase, type TestDatabase } from './database';
