import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './openapi.js';
import { JSON_ONLY, type Transport } from './transport.js';

/** Every operation of openapi.yaml, typed. */
export type Http = Client<paths>;

/** openapi-fetch over a transport, which throws what is no good answer: there is `data`, always. */
export function httpOver(transport: Transport): Http {
  const http = createFetchClient<paths>({
    baseUrl: transport.url,
    fetch: async (request: Request) => {
      const { method, url, signal } = request;
      // Not every browser tells whether a request has a body.
      const body = method === 'GET' || method === 'HEAD' ? null : (await request.text()) || null;
      return await transport.send(url, { method, signal, body, headers: Object.fromEntries(request.headers) });
    },
  });
  http.use({
    onRequest: ({ request, options }) => {
      // In a browser, the header of its own may be there already.
      if (options.parseAs === 'json') request.headers.set('accept', JSON_ONLY.accept);
    },
  });
  return http;
}

/** The data of an answer. */
export async function dataOf<T>(answer: Promise<{ readonly data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}
