import { Body, Controller, Module, Post } from '@nestjs/common';
import { anonymous, rule } from '@busbar/kernel';
import { type Served, served } from '@busbar/test-kit';
import { Right } from '../rights/right';

@Controller('v1/echo')
class EchoController {
  @Right(rule('echo', { anonymous: true }))
  @Post()
  echo(@Body() body: { readonly text: string }): { length: number } {
    return { length: body.text.length };
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('the HTTP edge', () => {
  let api: Served;
  const post = (body: string) => api.as(anonymous).http.post('/v1/echo').type('json').send(body);

  beforeAll(async () => {
    api = await served([EchoModule]);
  });
  afterAll(() => api?.close());

  it('refuses the character NUL, which no text of the database can hold, and takes a text that only speaks of it', async () => {
    const refused = await post(String.raw`{"text":"a\u0000b"}`);
    expect({ status: refused.status, type: refused.type, code: (refused.body as { code: string }).code }).toEqual({ status: 400, type: 'application/problem+json', code: 'BAD_REQUEST' });
    expect((await post(String.raw`{"text":"a\\\u0000b"}`)).status).toBe(400);
    expect((await post(String.raw`{"text":"a\\u0000b"}`)).body).toEqual({ length: 8 });
  });

  it('refuses half of a surrogate pair, which is no character, and takes whole ones and a text that only speaks of it', async () => {
    for (const half of [String.raw`\ud83d`, String.raw`\ude42`, String.raw`a\\\ud83d`, String.raw`\ud83d\\ude42`, String.raw`\\ud83d\ude42`, String.raw`\ud83d\ude42\ude42`, String.raw`\ud83d\ud83d\ude42`]) {
      expect({ half, status: (await post(`{"text":"${half}"}`)).status }).toEqual({ half, status: 400 });
    }
    expect((await post(String.raw`{"text":"\ud83d\ude42"}`)).body).toEqual({ length: 2 });
    expect((await post(String.raw`{"text":"\\ud83d"}`)).body).toEqual({ length: 6 });
  });

  it('refuses names that poison prototypes, and JSON that is none', async () => {
    for (const body of ['{"__proto__":{"a":1}}', '{"a":{"constructor" : 1}}', '{"text":']) expect((await post(body)).status).toBe(400);
  });

  it('counts what waits in the outbox among its metrics', async () => {
    const { text } = await api.as(anonymous).http.get('/metrics');
    expect(text).toContain('busbar_outbox_events{state="waiting"} 0');
    expect(text).toContain('busbar_outbox_events{state="parked"} 0');
  });

  it('masks what breaks on the way and answers as a problem', async () => {
    const { status, body, text } = await post('{"text":null}');
    expect({ status, code: (body as { code: string }).code }).toEqual({ status: 500, code: 'INTERNAL' });
    expect(text).not.toContain('length');
  });
});
