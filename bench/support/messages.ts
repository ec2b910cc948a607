/** What every benchmark says to the servers that it starts. */

export type ToServer = { readonly type: 'send'; readonly json: string } | { readonly type: 'usage' };

export type FromServer =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'usage'; readonly cpuSeconds: number; readonly rssBytes: number };
