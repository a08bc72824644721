import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './sse';

/** A body that arrives in exactly these pieces. */
function body(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

async function all(stream: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(stream)) events.push(event);
  return events;
}

describe('readEvents', () => {
  it('reads id, name and data', async () => {
    expect(await all(body('id: 7\nevent: order\ndata: {"a":1}\n\n'))).toEqual([
      { id: '7', name: 'order', data: '{"a":1}' },
    ]);
  });

  it('gives the same events wherever the pieces break', async () => {
    const text =
      ': hello\r\n\r\nid: 1\r\nevent: order\r\ndata: {"name":"Zoë"}\r\n\r\nevent: order\ndata: two\n\n';
    const whole = await all(body(text));
    expect(whole).toHaveLength(2);
    const bytes = new TextEncoder().encode(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(await all(body(bytes.slice(0, cut), bytes.slice(cut)))).toEqual(whole);
    }
    expect(await all(body(...Array.from(bytes, (byte) => Uint8Array.of(byte))))).toEqual(whole);
  });

  it('skips heartbeats and events without data', async () => {
    expect(await all(body(': beat\n\n: beat\n\nevent: empty\n\ndata: x\n\n'))).toEqual([
      { id: '', name: 'message', data: 'x' },
    ]);
  });

  it('joins data lines and takes off one space only', async () => {
    expect((await all(body('data:  a\ndata:b\n\n')))[0]?.data).toBe(' a\nb');
  });

  it('keeps the last id for events that bring none', async () => {
    expect((await all(body('id: 5\ndata: a\n\ndata: b\n\n'))).map((event) => event.id)).toEqual(['5', '5']);
  });

  it('drops an event that was cut off', async () => {
    expect(await all(body('data: whole\n\ndata: hal'))).toEqual([{ id: '', name: 'message', data: 'whole' }]);
  });

  it('lets go of the stream when the reader stops', async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const _ of readEvents(endless)) break;
    expect(cancelled).toBe(true);
  });
});
