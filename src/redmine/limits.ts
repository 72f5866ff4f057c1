import { answerLimits, shortAnswerBytes } from "../json.ts";

const mb = 1024 * 1024;

/** What this server takes from Redmine, and what happens beyond it. docs/architecture.md has the same list. */
export const limits = {
  // Any answer
  /** A JSON answer. Beyond: “too large”, with a way to ask for less. */
  jsonBytes: 8 * mb,
  /** Commas, colons and brackets outside strings in a JSON answer. Beyond: as above; after a write, “may or may not have been saved”. */
  jsonMarks: answerLimits.marks,
  /** Brackets within brackets in a JSON answer. Beyond: the same. */
  jsonDepth: answerLimits.depth,
  /** An error, a token or an identity in JSON. Beyond: it counts as no answer of Redmine's. */
  shortAnswerBytes,
  /** A JSON answer that is parsed and checked in one turn of the event loop. Beyond: in turns with other work. */
  oneTurnBytes: 200_000,
  /** Pieces that an answer may come in, and one more for each 64 bytes. Beyond: it counts as broken off. Each costs as much as a kilobyte. */
  answerPieces: 256,
  /** Interim responses (100 to 199) before an answer. Beyond: the connection is closed, and Redmine counts as unreachable. */
  interimResponses: 50,
  /** An answer that is not counted in `largeBytes`. */
  smallBytes: mb,
  /** Larger answers in memory, in all. Beyond: an answer waits for its share; a second one of the same call for 1 s, then “try again”. */
  largeBytes: 16 * mb,
  /** Larger answers beside those, only for people who have none in memory. Beyond: they wait too. */
  largeBytesForOthers: 8 * mb,
  /** A file of which the end is read. Beyond: it counts as cut off there. */
  fileBytes: 256 * mb,

  // Requests
  /** Requests of one tool call. Beyond: the call ends with a sentence that says so. */
  requestsOfCall: 100,
  /** Requests more for each change, which a call that changes fifty records needs. */
  requestsPerWrite: 4,

  // CSV exports: issues, time entries, projects
  /** An export. Beyond: “too large”. */
  csvBytes: 8_000_000,
  /** A cell, in characters. Beyond: “too large”. */
  csvCellChars: 500_000,
  /** Columns of the first row. Beyond: it counts as no export. A later row with more than the first: the same. */
  csvColumns: 1_000,
  /** Cells in all: 100,000 projects with their name, identifier and parent. Beyond: “too large”. */
  csvCells: 400_000,

  // Pages
  /** The page of an issue or of the form for a new one. Beyond: its fields are not known. */
  formPageBytes: 6_000_000,
  /** The page of a list, for its filters. Beyond: “too large”. */
  filterPageBytes: 8_000_000,
  /** The form of a time entry. Beyond: its fields are not known. */
  timeFormBytes: 4_000_000,
  /** The text of a wiki page as a file. Beyond: cut, so that it is not changed. */
  wikiTextBytes: 8_000_000,
  /** The page of news, from which the text format is told. Beyond: read to there. */
  textFormatPageBytes: 400_000,
  /** The login page, from which the name of the Redmine is told. Beyond: read to there. */
  loginPageBytes: 256 * 1024,
  /** Attributes of one tag; Redmine's have below 20. Beyond: the page counts as none of Redmine's. */
  tagAttributes: 100,

  // Lists
  /** Members of a project. Beyond: the others are not looked at. */
  members: 2_000,
  /** Projects, where Redmine has no export of the list. Beyond: the others are not looked at. */
  projects: 2_000,
  /** Saved queries. Beyond: the others are not looked at. */
  queries: 1_000,
} as const;
