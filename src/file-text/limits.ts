/** What one document may cost. A file of a few kilobytes can describe gigabytes, or years of work. docs/architecture.md has the same list. */
export const limits = {
  /** Time of one document. Then: what was read until then is its text. */
  readingMs: 8_000,
  /** Then: its thread is ended. */
  timeMs: 12_000,
  /** V8's heap of the thread. Beyond: Node.js ends the thread. */
  heapMegabytes: 80,
  /** Buffers of the thread, which are outside that heap. Beyond: the thread is ended. */
  bufferBytes: 64 * 1024 * 1024,
  /** How often the buffers are measured. */
  measureMs: 25,
  /** Documents at a time; others wait. */
  atATime: 1,
  /** Documents that wait. Beyond: refused, but for somebody's first where another has several waiting. */
  waiting: 8,
  /** Time that a document waits. Then: refused. */
  patienceMs: 20_000,

  /** Bytes of a document. Beyond: refused. */
  bytes: 8_000_000,
  /** Characters of text. Beyond: the rest is not read. */
  chars: 2_000_000,
  /** Pages of a PDF. Beyond: the rest is not read. */
  pages: 2_000,
  /** Entries of an archive. Beyond: not listed. */
  entries: 10_000,
  /** Bytes of one entry, decompressed. Beyond: refused. */
  entryBytes: 32 * 1024 * 1024,
  /** Bytes of all entries that a document's text is in, decompressed. Beyond: refused. */
  totalBytes: 64 * 1024 * 1024,
  /** Times that an entry may be longer than it is compressed, from `ratioFromBytes` on. Beyond: refused. XML reaches about 100. */
  ratio: 400,
  /** Bytes of an entry, decompressed, from which `ratio` counts. */
  ratioFromBytes: 2 * 1024 * 1024,
  /** Elements within elements of XML. Beyond: refused. */
  depth: 256,
} as const;
