export interface PlannedIssue {
  closed: boolean;
  doneRatio: number;
  estimatedHours: number;
  spentHours: number;
}

export interface Progress {
  issues: number;
  closed: number;
  /** Whole percent, weighed by estimates as on Redmine's roadmap. */
  percent: number;
  estimatedHours: number;
  spentHours: number;
}

export function progressOf(issues: readonly PlannedIssue[]): Progress {
  const estimated = issues.filter(({ estimatedHours }) => estimatedHours > 0);
  const sum = (of: (issue: PlannedIssue) => number) => issues.reduce((total, issue) => total + of(issue), 0);
  const estimatedHours = sum((issue) => issue.estimatedHours);
  const usual = estimated.length > 0 ? estimatedHours / estimated.length : 1; // stands in for a missing estimate
  const weight = (issue: PlannedIssue) => issue.estimatedHours || usual;
  const done = sum((issue) => weight(issue) * (issue.closed ? 100 : issue.doneRatio));
  const all = sum(weight);

  return {
    issues: issues.length,
    closed: issues.filter(({ closed }) => closed).length,
    percent: all > 0 ? Math.floor(done / all) : 0,
    estimatedHours,
    spentHours: sum((issue) => issue.spentHours),
  };
}
