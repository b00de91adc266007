/** Somebody who speaks to Busbar over HTTP: signed in, for one organisation, telling what was asked and answered. */

/** How a step is told; tests stay silent. */
export type Teller = (who: string, what: string, answer: string) => void;

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Busbar refused; the scenario expects some refusals and stops at every other. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message} ${JSON.stringify(refusal.details)}`);
  }
}

interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly details?: Readonly<Record<string, unknown>> } }[];
}

export class Caller {
  private constructor(private readonly url: string, readonly name: string, private readonly credential: string, private readonly tell: Teller) {}

  /** Signs in with `POST /v1/session`. */
  static async signIn(url: string, name: string, email: string, password: string, tell: Teller): Promise<Caller> {
    const answer = await fetch(`${url}/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
    if (!answer.ok) throw new Error(`${name} could not sign in: ${answer.status} ${await answer.text()}`);
    const { token } = (await answer.json()) as { token: string };
    tell(name, 'signs in', email);
    return new Caller(url, name, token, tell);
  }

  /** The same organisation's machine, with an API key instead of a session. */
  withKey(key: string): Caller {
    return new Caller(this.url, `${this.name}'s gateway`, key, this.tell);
  }

  /** One operation. Throws RefusedError. */
  async ask<T>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const answer = await fetch(`${this.url}/graphql`, {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${this.credential}` }, body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors } = (await answer.json()) as GraphqlAnswer;
    const error = errors?.[0];
    if (error) throw new RefusedError({ code: error.extensions?.code ?? 'UNKNOWN', message: error.message, details: error.extensions?.details ?? {} });
    if (!data) throw new Error(`No answer to ${document.slice(0, 80)}`);
    return data as T;
  }

  /** A step of the story: asks, then tells the answer in one line. */
  async does<T>(what: string, document: string, variables: Readonly<Record<string, unknown>>, answered: (data: T) => string): Promise<T> {
    const data = await this.ask<T>(document, variables);
    this.tell(this.name, what, answered(data));
    return data;
  }

  /** A step that must be refused; answers the code. */
  async isRefused(what: string, document: string, variables: Readonly<Record<string, unknown>>): Promise<string> {
    try {
      await this.ask(document, variables);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.tell(this.name, `${what}, and is refused`, error.refusal.code);
      return error.refusal.code;
    }
    throw new Error(`${this.name} ${what}, which should have been refused.`);
  }

  /** Sends a file or body to the REST edge. */
  async sends(what: string, path: string, body: string, contentType: string): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', headers: { 'content-type': contentType, authorization: `Bearer ${this.credential}` }, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${this.name} ${what}: ${answer.status} ${text.slice(0, 500)}`);
    this.tell(this.name, what, text.slice(0, 160));
    return JSON.parse(text) as unknown;
  }

  /** Asks again until the answer is as expected; the worker needs a moment. */
  async awaits<T>(what: string, ask: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = await ask();
      if (isThere(found)) return found;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`${this.name} waited for ${what} in vain.`);
  }
}
