/** A file to be sent. */
export interface FileToSend {
  /** Its name, with folders before it if it has any. */
  readonly name: string;
  /** Its bytes. A Blob is read as it is sent: in Node, `openAsBlob` makes one of a file on disk. */
  readonly data: Blob | Uint8Array<ArrayBuffer>;
}

export function bytesOf(data: FileToSend['data']): Blob {
  return data instanceof Blob ? data : new Blob([data]);
}
