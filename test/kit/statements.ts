import { Client } from 'pg';

/** How a transaction begins and ends, and what the platform says at its beginning. */
const FRAME = /^\s*(begin|commit|rollback|set )|set_config\(/i;

/**
 * How many statements this process sends to PostgreSQL for some work; the frames of transactions are left out, and what a
 * function runs inside is not seen. `containing` counts only statements with this text in them. Counted where they are sent:
 * PostgreSQL's own statistics forget statements while other tests run beside this one.
 */
export async function statementsOf(work: () => Promise<unknown>, containing = ''): Promise<number> {
  const sent = jest.spyOn(Client.prototype, 'query');
  try {
    await work();
    return sent.mock.calls.map(([statement]) => textOf(statement)).filter((text) => !FRAME.test(text) && text.includes(containing)).length;
  } finally {
    sent.mockRestore();
  }
}

const textOf = (statement: unknown): string => (typeof statement === 'string' ? statement : String((statement as { readonly text?: unknown }).text));
