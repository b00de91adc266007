import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { AuthenticationMiddleware } from '@busbar/organisations';
import { graphqlOptions, OperationMiddleware, PlatformModule } from '@busbar/platform';
import { contexts } from './contexts';

/** GraphQL, the small REST edge, and every context behind them. Assembly only. */
@Module({})
export class ApiModule implements NestModule {
  static with(environment: Readonly<Record<string, string | undefined>>): DynamicModule {
    return { module: ApiModule, imports: [PlatformModule.with(environment), GraphQLModule.forRoot(graphqlOptions()), ...contexts], providers: [OperationMiddleware] };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(AuthenticationMiddleware, OperationMiddleware).forRoutes({ path: 'graphql', method: RequestMethod.ALL }, { path: 'v1/*path', method: RequestMethod.ALL });
  }
}
