/** Redmine's validation messages and the names of its fields: in English and in German, the sample's two languages. */
const words = {
  blank: ["cannot be blank", "muss ausgefüllt werden"],
  empty: ["cannot be empty", "muss ausgefüllt werden"],
  reserved: ["is reserved", "ist nicht verfügbar"],
  invalid: ["is invalid", "ist nicht gültig"],
  inclusion: ["is not included in the list", "ist kein gültiger Wert"],
  taken: ["has already been taken", "ist bereits vergeben"],
  tooLong: ["is too long (maximum is %s characters)", "ist zu lang (nicht mehr als %s Zeichen)"],
  notADate: ["is not a valid date", "ist kein gültiges Datum"],
  notANumber: ["is not a number", "ist keine Zahl"],
  afterStart: ["must be greater than start date", "muss größer als der Beginn sein"],
  beforePredecessor: [
    "cannot be earlier than %s because of preceding issues",
    "kann wegen eines Vorgängertickets nicht vor %s liegen",
  ],
  otherProject: ["doesn't belong to the same project", "gehört nicht zum selben Projekt"],
  circular: [
    "This relation would create a circular dependency",
    "Diese Beziehung würde eine zyklische Abhängigkeit erzeugen",
  ],
  ownSubtask: [
    "An issue cannot be linked to one of its subtasks",
    "Ein Ticket kann nicht mit einem seiner untergeordneten Tickets verlinkt werden",
  ],
  closedParent: [
    "An open issue cannot be attached to a closed parent task",
    "Ein offenes Ticket kann nicht an ein geschlossenes übergeordnetes Ticket angehängt werden",
  ],
  closedVersion: [
    "An issue assigned to a closed version cannot be reopened",
    "Das Ticket ist einer abgeschlossenen Version zugeordnet und kann daher nicht wieder geöffnet werden.",
  ],
  filesLost: ["%s file(s) could not be saved.", "%s Datei(en) konnten nicht gespeichert werden."],
  fileTooBig: [
    "This file cannot be uploaded because it exceeds the maximum allowed file size (%s)",
    "Diese Datei kann nicht hochgeladen werden, da sie die maximale Dateigröße von (%s) überschreitet.",
  ],
  tooManyHours: [
    "Cannot log more than %s hours on the same day (%s hours have already been logged)",
    "Es können nicht mehr als %s Stunden am selben Tag gebucht werden (%s Stunden wurden bereits gebucht)",
  ],
  activity: ["Activity", "Aktivität"],
  assigned_to: ["Assignee", "Zugewiesen an"],
  category: ["Category", "Kategorie"],
  comments: ["Comment", "Kommentar"],
  created_on: ["Created", "Angelegt"],
  closed_on: ["Closed", "Geschlossen am"],
  delay: ["Delay", "Pufferzeit"],
  description: ["Description", "Beschreibung"],
  document: ["Document", "Dokument"],
  done_ratio: ["% Done", "% erledigt"],
  due_date: ["Due date", "Abgabedatum"],
  effective_date: ["Due date", "Datum"],
  estimated_hours: ["Estimated time", "Geschätzter Aufwand"],
  fixed_version: ["Target version", "Zielversion"],
  hours: ["Hours", "Stunden"],
  identifier: ["Identifier", "Kennung"],
  issue: ["Issue", "Ticket"],
  issue_to: ["Related issue", "Zugehöriges Ticket"],
  name: ["Name", "Name"],
  parent: ["Subproject of", "Unterprojekt von"],
  parent_issue: ["Parent task", "Übergeordnetes Ticket"],
  principal: ["User or Group", "Benutzer oder Gruppe"],
  priority: ["Priority", "Priorität"],
  project: ["Project", "Projekt"],
  relation_type: ["Relation type", "Relation type"],
  role: ["Role", "Rolle"],
  sharing: ["Sharing", "Gemeinsame Verwendung"],
  spent_on: ["Date", "Datum"],
  start_date: ["Start date", "Beginn"],
  status: ["Status", "Status"],
  subject: ["Subject", "Thema"],
  summary: ["Summary", "Zusammenfassung"],
  text: ["Text field", "Textfeld"],
  title: ["Title", "Titel"],
  tracker: ["Tracker", "Tracker"],
  updated_on: ["Updated", "Aktualisiert"],
  user: ["User", "Benutzer"],
} as const satisfies Record<string, readonly [english: string, german: string]>;

export type Word = keyof typeof words;

export const isWord = (text: string): text is Word => Object.hasOwn(words, text);

export type Say = {
  /** A whole sentence. */
  (word: Word, ...values: (string | number)[]): string;
  /** “Subject cannot be blank”: a field, named or by its word, and what is wrong with it. */
  of(field: Word | { named: string }, word: Word, ...values: (string | number)[]): string;
};

function speaker(language: 0 | 1): Say {
  const fill = (word: Word, values: (string | number)[]) =>
    values.reduce<string>((sentence, value) => sentence.replace("%s", String(value)), words[word][language]);
  const say = (word: Word, ...values: (string | number)[]) => fill(word, values);
  const of: Say["of"] = (field, word, ...values) =>
    `${typeof field === "string" ? words[field][language] : field.named} ${fill(word, values)}`;
  return Object.assign(say, { of });
}

const [english, german] = [speaker(0), speaker(1)];

/** The user's language, without one the browser's; the sample speaks English to everybody but Germans. */
export function sayIn(userLanguage: string | undefined, acceptLanguage: string | null): Say {
  const language = userLanguage || acceptLanguage || "en";
  return language.toLowerCase().startsWith("de") ? german : english;
}
