import { line } from "../../format/clean.ts";
import { byName } from "../../redmine/named-list.ts";
import { ToolRefusal } from "../errors.ts";

/** Redmine's own modules by their API names, with the labels that its pages show in the more common languages. */
const labels: Readonly<Record<string, string>> = {
  issue_tracking:
    "Issue tracking|Tickets|Suivi des demandes|Peticiones|Gerenciamento de Tarefas|Tarefas|Tracking delle segnalazioni|Śledzenie zagadnień|Sledování úkolů|Задачи|Задачі|チケットトラッキング|问题跟踪|議題追蹤|일감관리|Ärendeuppföljning|Sagssøgning|Tapahtuman seuranta|Feladat követés|İş Takibi|پی‌گیری مسئله‌ها|מעקב נושאים",
  time_tracking:
    "Time tracking|Zeiterfassung|Suivi du temps passé|Control de tiempo|Gerenciamento de tempo|Registo de tempo|Tijdregistratie|Śledzenie czasu pracy|Sledování času|Учёт времени|Відстеження часу|時間管理|时间跟踪|工時追蹤|시간추적|Tidsuppföljning|Tidsstyring|Ajan seuranta|Idő rögzítés|Zaman Takibi|‌مدیریت زمان|מעקב אחר זמנים",
  news: "News|Publication d'annonces|Noticias|Notícias|Nieuws|Komunikaty|Novinky|Новости|Новини|ニュース|新闻|新聞|뉴스|Nyheter|Nyheder|Uutiset|Hírek|Haberler|وبلاگ|חדשות",
  documents:
    "Documents|Dokumente|Publication de documents|Documentos|Documenti|Documenten|Dokumenty|Документы|Документи|文書|文档|文件|문서|Dokument|Dokumenter|Dokumentit|Dokumentumok|Belgeler|اسناد|מסמכים",
  files:
    "Files|Dateien|Publication de fichiers|Ficheros|Arquivos|Ficheiros|File|Bestanden|Pliki|Soubory|Файлы|Файли|ファイル|文件|檔案|파일|Filer|Tiedostot|Fájlok|Dosyalar|پرونده‌ها|קבצים",
  wiki: "Wiki|위키|دانش‌نامه",
  repository:
    "Repository|Dépôt de sources|Repositorio|Repositório|Repozytorium|Repozitář|Хранилище|Сховище|リポジトリ|版本库|版本控管|저장소|Versionsarkiv|Tietovarasto|Forráskód|Depo|مخزن|מאגר",
  boards:
    "Forums|Foren|Forums de discussion|Foros|Fóruns|Fórum|Forum|Fora|Diskuse|Форумы|Форуми|フォーラム|讨论区|討論區|게시판|Keskustelupalsta|Fórumok|Tartışma Alanı|انجمن‌ها|לוחות",
  calendar:
    "Calendar|Kalender|Calendrier|Calendario|Calendário|Kalendarz|Kalendář|Календарь|Календар|カレンダー|日历|日曆|달력|Naptár|Takvim|تقویم|לוח שנה",
  gantt:
    "Gantt|Diagram Gantta|Диаграмма Ганта|Діаграма Ганта|ガントチャート|甘特图|甘特圖|Gantt 차트|İş-Zaman Çizelgesi|گانت|גאנט",
};

const named = Object.entries(labels).flatMap(([module, text]) =>
  [module, module.replace("_", " "), ...text.split("|")].map((name) => ({ name, module })),
);

/** The API name of a module. `more` are modules that plugins add, as projects show them. Throws ToolRefusal. */
export function moduleName(input: string, more: readonly string[]): string {
  const [match] = byName(input, [...named, ...more.map((module) => ({ name: module, module }))]);
  if (match) return match.module;
  const all = [...new Set([...Object.keys(labels), ...more])].map((name) => line(name, 60));
  throw new ToolRefusal(`There is no module “${line(input, 60)}”. Modules: ${all.join(", ")}. Nothing was saved.`);
}
