/** Who reacts to what. Handlers register at boot; the dispatcher runs them in the worker. */
import { Injectable } from '@nestjs/common';
import { invariant } from '@busbar/kernel';
import type { PublishedEvent } from './outbox';

export type EventHandler = (event: PublishedEvent) => Promise<void>;

@Injectable()
export class EventHandlers {
  private readonly byType = new Map<string, { readonly name: string; readonly handle: EventHandler }[]>();

  /**
   * Runs `handle` once for each event of the type, in a transaction of its own in which the event is remembered as
   * handled. `name` is stable: it is what is remembered. Nothing outside the database may be called inside.
   */
  on(type: string, name: string, handle: EventHandler): void {
    const handlers = this.byType.get(type) ?? [];
    invariant(!handlers.some((handler) => handler.name === name), `Two handlers are named ${name}.`);
    this.byType.set(type, [...handlers, { name, handle }]);
  }

  of(type: string): readonly { readonly name: string; readonly handle: EventHandler }[] {
    return this.byType.get(type) ?? [];
  }
}
