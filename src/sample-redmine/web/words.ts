/** Redmine's validation messages, in the languages that the sample's people speak. */
const english = {
  blank: "cannot be blank",
  empty: "cannot be empty",
  reserved: "is reserved",
  invalid: "is invalid",
  inclusion: "is not included in the list",
  taken: "has already been taken",
  tooLong: "is too long (maximum is %s characters)",
  notADate: "is not a valid date",
  notANumber: "is not a number",
  afterStart: "must be greater than start date",
  beforePredecessor: "cannot be earlier than %s because of preceding issues",
  otherProject: "doesn't belong to the same project",
  circular: "This relation would create a circular dependency",
  ownSubtask: "An issue cannot be linked to one of its subtasks",
  closedParent: "An open issue cannot be attached to a closed parent task",
  closedVersion: "An issue assigned to a closed version cannot be reopened",
  filesLost: "%s file(s) could not be saved.",
  fileTooBig: "This file cannot be uploaded because it exceeds the maximum allowed file size (%s)",
  tooManyHours: "Cannot log more than %s hours on the same day (%s hours have already been logged)",
  activity: "Activity",
  assigned_to: "Assignee",
  category: "Category",
  comments: "Comment",
  created_on: "Created",
  closed_on: "Closed",
  delay: "Delay",
  description: "Description",
  document: "Document",
  done_ratio: "% Done",
  due_date: "Due date",
  effective_date: "Due date",
  estimated_hours: "Estimated time",
  fixed_version: "Target version",
  hours: "Hours",
  identifier: "Identifier",
  issue: "Issue",
  issue_to: "Related issue",
  name: "Name",
  parent: "Subproject of",
  parent_issue: "Parent task",
  principal: "User or Group",
  priority: "Priority",
  project: "Project",
  relation_type: "Relation type",
  role: "Role",
  sharing: "Sharing",
  spent_on: "Date",
  start_date: "Start date",
  status: "Status",
  subject: "Subject",
  summary: "Summary",
  text: "Text field",
  title: "Title",
  tracker: "Tracker",
  updated_on: "Updated",
  user: "User",
};

export type Word = keyof typeof english;

const german: Record<Word, string> = {
  blank: "muss ausgefüllt werden",
  empty: "muss ausgefüllt werden",
  reserved: "ist nicht verfügbar",
  invalid: "ist nicht gültig",
  inclusion: "ist kein gültiger Wert",
  taken: "ist bereits vergeben",
  tooLong: "ist zu lang (nicht mehr als %s Zeichen)",
  notADate: "ist kein gültiges Datum",
  notANumber: "ist keine Zahl",
  afterStart: "muss größer als der Beginn sein",
  beforePredecessor: "kann wegen eines Vorgängertickets nicht vor %s liegen",
  otherProject: "gehört nicht zum selben Projekt",
  circular: "Diese Beziehung würde eine zyklische Abhängigkeit erzeugen",
  ownSubtask: "Ein Ticket kann nicht mit einem seiner untergeordneten Tickets verlinkt werden",
  closedParent: "Ein offenes Ticket kann nicht an ein geschlossenes übergeordnetes Ticket angehängt werden",
  closedVersion: "Das Ticket ist einer abgeschlossenen Version zugeordnet und kann daher nicht wieder geöffnet werden.",
  filesLost: "%s Datei(en) konnten nicht gespeichert werden.",
  fileTooBig: "Diese Datei kann nicht hochgeladen werden, da sie die maximale Dateigröße von (%s) überschreitet.",
  tooManyHours: "Es können nicht mehr als %s Stunden am selben Tag gebucht werden (%s Stunden wurden bereits gebucht)",
  activity: "Aktivität",
  assigned_to: "Zugewiesen an",
  category: "Kategorie",
  comments: "Kommentar",
  created_on: "Angelegt",
  closed_on: "Geschlossen am",
  delay: "Pufferzeit",
  description: "Beschreibung",
  document: "Dokument",
  done_ratio: "% erledigt",
  due_date: "Abgabedatum",
  effective_date: "Datum",
  estimated_hours: "Geschätzter Aufwand",
  fixed_version: "Zielversion",
  hours: "Stunden",
  identifier: "Kennung",
  issue: "Ticket",
  issue_to: "Zugehöriges Ticket",
  name: "Name",
  parent: "Unterprojekt von",
  parent_issue: "Übergeordnetes Ticket",
  principal: "Benutzer oder Gruppe",
  priority: "Priorität",
  project: "Projekt",
  relation_type: "Relation type",
  role: "Rolle",
  sharing: "Gemeinsame Verwendung",
  spent_on: "Datum",
  start_date: "Beginn",
  status: "Status",
  subject: "Thema",
  summary: "Zusammenfassung",
  text: "Textfeld",
  title: "Titel",
  tracker: "Tracker",
  updated_on: "Aktualisiert",
  user: "Benutzer",
};

export type Say = {
  /** A whole sentence. */
  (word: Word, ...values: (string | number)[]): string;
  /** “Subject cannot be blank”: a field, named or by its word, and what is wrong with it. */
  of(field: Word | { named: string }, word: Word, ...values: (string | number)[]): string;
};

function speaker(words: Record<Word, string>): Say {
  const fill = (word: Word, values: (string | number)[]) =>
    values.reduce<string>((sentence, value) => sentence.replace("%s", String(value)), words[word]);
  const say = (word: Word, ...values: (string | number)[]) => fill(word, values);
  const of: Say["of"] = (field, word, ...values) =>
    `${typeof field === "string" ? words[field] : field.named} ${fill(word, values)}`;
  return Object.assign(say, { of });
}

const speakers = { en: speaker(english), de: speaker(german) };

/** The user's language, without one the browser's; the sample speaks English to everybody but Germans. */
export function sayIn(userLanguage: string | undefined, acceptLanguage: string | null): Say {
  const wanted = userLanguage || acceptLanguage || "en";
  return wanted.toLowerCase().startsWith("de") ? speakers.de : speakers.en;
}
