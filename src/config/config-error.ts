/** A setting that stops the start. The message is one line that names it and never shows a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The setting or flag at fault, as people write it. */
  readonly setting: string;
  /** It was not set at all. */
  readonly missing: boolean;

  constructor(setting: string, message: string, { missing = false } = {}) {
    super(message);
    this.setting = setting;
    this.missing = missing;
  }
}
