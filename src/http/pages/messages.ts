import type { Problem } from "../../auth/pages.ts";
import { access } from "./texts/access-texts.ts";
import { adminRevoke } from "./texts/admin-revoke-texts.ts";
import { adminStatus } from "./texts/admin-status-texts.ts";
import { adminPage } from "./texts/admin-texts.ts";
import { apiKey } from "./texts/api-key-texts.ts";
import { clientProblems } from "./texts/client-problem-texts.ts";
import { connectionsList } from "./texts/connections-list-texts.ts";
import { connectionsSignIn } from "./texts/connections-sign-in-texts.ts";
import { consent } from "./texts/consent-texts.ts";
import { home } from "./texts/home-texts.ts";
import { notices } from "./texts/notice-texts.ts";
import { programGuides } from "./texts/program-guide-texts.ts";
import { redmineProblems } from "./texts/redmine-problem-texts.ts";
import { redmineSetup } from "./texts/redmine-setup-texts.ts";
import { serverProblems } from "./texts/server-problem-texts.ts";
import { problemPage, signInProblems } from "./texts/sign-in-problem-texts.ts";
import { inLanguage, type LanguageTag, type Texts } from "./texts/texts.ts";
import { webGuides } from "./texts/web-guide-texts.ts";

/** Every sentence of the pages for people. Each stands once, in all languages, in the file of its subject. */
const texts = {
  ...consent,
  ...access,
  ...apiKey,
  ...connectionsSignIn,
  ...connectionsList,
  notices,
  ...home,
  ...redmineSetup,
  ...programGuides,
  ...webGuides,
  ...problemPage,
  problems: {
    ...clientProblems,
    ...signInProblems,
    ...redmineProblems,
    ...serverProblems,
  } satisfies Record<Problem, Texts>,
  admin: { ...adminPage, ...adminRevoke, ...adminStatus },
};

/** The sentences of one language. */
export const messagesIn = (tag: LanguageTag) => inLanguage(texts, tag);

export type Messages = ReturnType<typeof messagesIn>;
