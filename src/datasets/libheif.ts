import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What libheif says of a file that it can't read. */
export class HeifError extends Error {
  override readonly name = 'HeifError';

  /** @param isUnsupported whether the file is whole, but of a kind that libheif has no decoder for */
  constructor(
    message: string,
    readonly isUnsupported: boolean,
  ) {
    super(message);
  }
}

/** The decoded image. Its rows are those of WebAssembly's memory: to be read before anything else is done with it. */
export interface HeifImage {
  readonly width: number;
  readonly height: number;
  /** Interleaved 8-bit samples, upright: RGB, or RGBA. */
  readonly channels: 3 | 4;
  /** Its ICC profile, if it has one. */
  readonly profile: Buffer | undefined;
  row(y: number): Uint8Array;
}

/** The functions of libheif's C interface that are used here. Pointers are numbers; a heif_error is returned by pointer. */
interface LibHeif {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _heif_context_alloc(): number;
  _heif_context_set_maximum_image_size_limit(context: number, side: number): void;
  _heif_context_read_from_memory_without_copy(
    error: number,
    context: number,
    file: number,
    bytes: number,
    options: number,
  ): void;
  _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
  _heif_image_handle_get_width(handle: number): number;
  _heif_image_handle_get_height(handle: number): number;
  _heif_image_handle_has_alpha_channel(handle: number): number;
  _heif_image_handle_get_raw_color_profile_size(handle: number): number;
  _heif_image_handle_get_raw_color_profile(error: number, handle: number, profile: number): void;
  _heif_decode_image(
    error: number,
    handle: number,
    image: number,
    colourSpace: number,
    chroma: number,
    options: number,
  ): void;
  _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number;
}

/** heif_error: its code, its subcode, and where its message is. */
const ERROR_BYTES = 12;
const ERROR_MESSAGE = 8;
/** heif_error_Unsupported_filetype and heif_error_Unsupported_feature. */
const UNSUPPORTED = [3, 4];
const COLOUR_SPACE_RGB = 1;
const CHROMA_INTERLEAVED = { 3: 10, 4: 11 } as const;
const CHANNEL_INTERLEAVED = 10;

const require = createRequire(import.meta.url);
/** Read when the first HEIC image comes. */
let wasm: Buffer | undefined;

/**
 * Opens a HEIC image with libheif and libde265, in a WebAssembly of its own: what an image leaves there, no other sees,
 * and its memory goes with it.
 *
 * @param maxSide a decoded image may have as many pixels as a square of that side
 */
export class HeifFile {
  readonly width: number;
  readonly height: number;
  readonly #heif: LibHeif;
  readonly #error: number;
  readonly #handle: number;

  /** @throws HeifError */
  constructor(bytes: Uint8Array, maxSide: number) {
    this.#heif = newLibHeif();
    const heif = this.#heif;
    this.#error = heif._malloc(ERROR_BYTES);
    const file = heif._malloc(bytes.length);
    heif.HEAPU8.set(bytes, file);
    const context = heif._heif_context_alloc();
    heif._heif_context_set_maximum_image_size_limit(context, maxSide);
    this.#check(() => heif._heif_context_read_from_memory_without_copy(this.#error, context, file, bytes.length, 0));
    this.#handle = this.#checkedPointer((pointer) =>
      heif._heif_context_get_primary_image_handle(this.#error, context, pointer),
    );
    this.width = heif._heif_image_handle_get_width(this.#handle);
    this.height = heif._heif_image_handle_get_height(this.#handle);
  }

  /** Applies the rotation and mirroring that the file asks for. @throws HeifError */
  decode(): HeifImage {
    const heif = this.#heif;
    const { width, height } = this;
    const channels = heif._heif_image_handle_has_alpha_channel(this.#handle) === 0 ? 3 : 4;
    const image = this.#checkedPointer((pointer) =>
      heif._heif_decode_image(this.#error, this.#handle, pointer, COLOUR_SPACE_RGB, CHROMA_INTERLEAVED[channels], 0),
    );
    const stride = heif._malloc(4);
    const plane = heif._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, stride);
    const rowBytes = this.#number(stride);
    const row = (y: number) => {
      const start = plane + y * rowBytes;
      return heif.HEAPU8.subarray(start, start + width * channels);
    };
    return { width, height, channels, profile: this.#profile(), row };
  }

  #profile(): Buffer | undefined {
    const size = this.#heif._heif_image_handle_get_raw_color_profile_size(this.#handle);
    if (size === 0) return undefined;
    const profile = this.#heif._malloc(size);
    this.#check(() => this.#heif._heif_image_handle_get_raw_color_profile(this.#error, this.#handle, profile));
    return Buffer.from(this.#heif.HEAPU8.slice(profile, profile + size));
  }

  #checkedPointer(call: (pointer: number) => void): number {
    const pointer = this.#heif._malloc(4);
    this.#check(() => call(pointer));
    return this.#number(pointer);
  }

  #check(call: () => void): void {
    call();
    const code = this.#number(this.#error);
    if (code === 0) return;
    const message = this.#number(this.#error + ERROR_MESSAGE);
    const end = this.#heif.HEAPU8.indexOf(0, message);
    const text = Buffer.from(this.#heif.HEAPU8.slice(message, end)).toString();
    throw new HeifError(text, UNSUPPORTED.includes(code));
  }

  /** Memory grows, so that a view of it is good for one look. */
  #number(pointer: number): number {
    return new DataView(this.#heif.HEAPU8.buffer).getUint32(pointer, true);
  }
}

function newLibHeif(): LibHeif {
  wasm ??= readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const load = require('libheif-js/libheif-wasm/libheif.js') as (options: object) => LibHeif;
  const ignore = () => {};
  // It would write what is wrong with a file to the console.
  return load({ wasmBinary: wasm, print: ignore, printErr: ignore });
}
