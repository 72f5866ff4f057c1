/**
 * What one process takes from those who call it, and what happens beyond it. docs/architecture.md has the same list.
 * “Stranger”: a connection on which no call has been authenticated, or a request that needs no sign-in.
 */
export const bounds = {
  // Connections
  /** Open at once. Beyond: the stranger's connection that has been without a finished request for longest is closed. */
  connections: 2_000,
  /** Of one person, by the last call on each. Beyond: theirs that has been without a finished request for longest is closed. */
  connectionsOfOne: 200,
  /** A stranger's connection without a request. Then: closed. Longer than the 60 s after which nginx and AWS close theirs. */
  strangerIdleMs: 65_000,
  /** A signed-in person's connection, or a proxy's that carries their calls. Then: closed. Caddy closes after 120 s, Google after 600. */
  signedInIdleMs: 620_000,
  /** From the first byte to the end of the headers. Then: 408. */
  headersMs: 10_000,
  /** Headers of one request. Beyond: 431. A sign-in brings 6 kB of state back in a URL, and other programs' cookies come along. */
  headerBytes: 16 * 1024,
  /** From the first byte to the end of the body, for everybody. Then: 408. */
  requestMs: 120_000,
  /** A part of an answer that its reader does not take. Then: the connection is closed. 7 MB in that time are 60 kB/s. */
  stalledAnswerMs: 120_000,
  /** Answers that wait for their readers, in all. Beyond: the connection with the most is closed. */
  answerBytes: 32 * 1024 * 1024,

  // Time on the event loop
  /** Bytes that are parsed at a time; other connections come between. */
  sliceBytes: 2 * 1024,
  /** Time that strangers' bytes may take before everything else has its turn. */
  strangerTurnMs: 1,
  /** Strangers' connections that are read in a turn of the event loop. Beyond: the others wait for their turn. A read costs up to 0.1 ms. */
  strangerReads: 4,
  /** Bytes that wait to be parsed, in all. Beyond: the stranger's connection that has the most is closed. */
  waitingBytes: 48 * 1024 * 1024,
  /** Bytes of refused bodies that are read on and thrown away, a second, in all. Beyond: they wait, and the connection is closed 0.5 s after its answer. */
  discardedBytes: 25 * 1024 * 1024,
  /** Pieces that a body may come in, and one more for each 64 bytes. Beyond: 413. Each costs as much as a kilobyte. */
  bodyPieces: 256,

  // Bodies of strangers
  /** Of a form or a registration. Beyond: 413. */
  strangerBodyBytes: 32 * 1024,
  /** From the headers to the end of the body. Then: 408. */
  strangerBodyMs: 30_000,
  /** Bodies that are being read, in all; each counts as 32 kB. Beyond: the oldest gets 503. */
  strangerBodiesBytes: 8 * 1024 * 1024,

  // Bodies of signed-in people
  /** Of a call. Beyond: 413, but for a call that uploads a file. */
  callBytes: 1024 * 1024,
  /** Of a call that uploads a file: 5 MB, Redmine's default limit, in base64. Beyond: 413. */
  uploadBytes: 8 * 1024 * 1024,
  /** Calls of more than `callBytes` at a time, from their first byte to their answer; one a person. Beyond: 503. */
  uploads: 2,
  /** Calls being read or answered, in all, without uploads; each counts as 8 kB at least. Beyond: 503. */
  callsBytes: 16 * 1024 * 1024,
  /** The same for one person. Beyond: 503. */
  callsBytesOfOne: 4 * 1024 * 1024,
  /** Calls of one person that run at a time. Beyond: they wait for their turn. */
  callsOfOne: 16,

  // JSON, before it is parsed
  /** Commas, colons and brackets outside strings. Beyond: 413. A value costs up to a hundred times its bytes. */
  jsonMarks: 20_000,
  /** Brackets within brackets. Beyond: 413. */
  jsonDepth: 64,
} as const;
