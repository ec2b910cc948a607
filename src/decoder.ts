/** The decoder: decodes images of strangers, one at a time, and may die of them. A DecoderPool starts it. */
import { worker } from 'workerpool';
import { decoderHere } from './datasets/decoder.js';
import type { DecoderReply } from './datasets/decoder-pool.js';
import { RejectedImage } from './datasets/image-format.js';
import { loadOnlyPhotos } from './datasets/libvips.js';

loadOnlyPhotos();

worker(Object.fromEntries(Object.entries(decoderHere).map(([name, method]) => [name, asReply(method)])));

/** A method that returns a rejection rather than throw it. */
function asReply<Given extends unknown[], T>(method: (...given: Given) => Promise<T>) {
  return async (...given: Given): Promise<DecoderReply<T>> => {
    try {
      return { result: await method(...given) };
    } catch (error) {
      if (error instanceof RejectedImage) return { rejected: error.message };
      throw error;
    }
  };
}
