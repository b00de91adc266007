export { type Asking, asking, type GraphqlAnswer, type HttpServer } from './asking';
export { aDatabase, type TestDatabase } from './database';
export { aModule, type TestModule } from './module';
export { type Served, type ServedCaller, served } from './served';
export { statementsOf } from './statements';
