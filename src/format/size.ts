const units = ["bytes", "kB", "MB", "GB"] as const;

/** "31 bytes", "4.2 kB", "12 MB" */
export function fileSize(bytes: number): string {
  let [scaled, power] = [bytes, 0];
  while (scaled >= 999.5 && power < units.length - 1) {
    scaled /= 1_000;
    power += 1;
  }
  return `${power > 0 && scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)} ${units[power]}`;
}
